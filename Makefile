# Every recipe people and CI use. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
ARGS ?=
TITLE ?=

export DJANGO_SETTINGS_MODULE ?= needshare.config.settings
PYTEST := $(BIN)/pytest --numprocesses=2 --dist=loadgroup
ON_POSTGRESQL := NEEDSHARE_TEST_DATABASE=postgresql
LOCK := $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
	--python-version 3.11 --custom-compile-command "make lock"

.PHONY: help
help: ## List the recipes.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: setup ## Set everything up, play the worked example, serve the site. ARGS=--once does not serve.
	@$(BIN)/needshare demo $(ARGS)

.PHONY: run
run: setup ## Serve the site with its worker.
	@$(BIN)/needshare init
	@$(BIN)/needshare serve $(ARGS)

.PHONY: test
test: setup programs ## Run everything that decides correctness, on SQLite and on PostgreSQL.
	$(PYTEST) -m "not long" $(ARGS)
	$(ON_POSTGRESQL) $(PYTEST) -m "database and not browser and not long" $(ARGS)

.PHONY: quick
quick: setup ## Run the fast tests. ARGS=tests/audit for some of them.
	@$(PYTEST) -q -m "not long and not browser and not slow" $(ARGS)

.PHONY: long
long: setup programs ## Run what takes long: large properties, soaks, coverage. Not part of CI.
	$(PYTEST) -m long $(ARGS)
	$(ON_POSTGRESQL) $(PYTEST) -m "long and database" $(ARGS)
	$(PYTEST) -m "not long" --cov --cov-report=
	$(BIN)/python -m tools.coverage

.PHONY: check
check: installed ## Check format, lint, types, contracts, migrations and documents. Changes nothing.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	NEEDSHARE_ENV=test NEEDSHARE_DATABASE_URL=sqlite:///:memory: $(BIN)/django-admin makemigrations --check --dry-run
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml src
	$(BIN)/deptry src
	$(BIN)/python -m tools.documents --check
	$(BIN)/python -m tools.secrets

.PHONY: fix
fix: installed ## Put format, imports and generated documents right.
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .
	$(BIN)/python -m tools.documents

.PHONY: matrix
matrix: setup programs ## Ask every address as everybody, on SQLite and on PostgreSQL. ARGS=--all names each cell.
	$(BIN)/python -m tests.matrix $(ARGS)
	$(ON_POSTGRESQL) $(BIN)/python -m tests.matrix $(ARGS)

.PHONY: scenarios
scenarios: setup ## Play the scenarios of the domain reference, expected beside actual. ARGS=SCN-03 for one.
	@$(BIN)/python -m tests.scenarios $(ARGS)

.PHONY: mutation
mutation: setup ## Change every rule of the packs a little, and tell what no row of their tables notices.
	$(BIN)/python -m tests.policy.mutating

.PHONY: bench
bench: setup ## Measure the figures. ARGS="--cases 1000" for a small run.
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: diagram
diagram: installed ## Write the diagram of the pathway and the other generated documents.
	$(BIN)/python -m tools.documents

.PHONY: screenshots
screenshots: setup ## Take the pictures in docs/screenshots again.
	$(BIN)/python -m tools.screenshots

.PHONY: adr
adr: installed ## Begin a decision record. TITLE="One app per capability".
	@$(BIN)/python -m tools.adr "$(TITLE)"

.PHONY: static
static: installed ## Build style sheets, scripts and fonts.
	@$(BIN)/python -m needshare.web.build_assets
	@$(BIN)/django-admin collectstatic --noinput --verbosity=0

.PHONY: lock
lock: installed ## Pin every dependency anew, with hashes.
	$(LOCK) pyproject.toml --output-file requirements/base.txt
	$(LOCK) pyproject.toml --extra postgres --output-file requirements/postgres.txt
	$(LOCK) pyproject.toml --extra saml --output-file requirements/saml.txt
	$(LOCK) pyproject.toml --extra postgres --extra saml --group dev --output-file requirements/dev.txt
	$(LOCK) --group rivals --output-file requirements/rivals.txt

# --- setting up: a second run finds the stamps and does nothing ---------------------------------

.PHONY: setup installed programs
setup: installed $(STAMPS)/static
installed: $(STAMPS)/installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is missing: apt-get install python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMPS)/installed: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what requirements/dev.txt pins, hashes checked."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

ASSETS := package.json package-lock.json $(wildcard src/needshare/web/*.py) \
	$(shell find src/needshare/*/static -type f -not -path '*/vendor/*' 2>/dev/null)
$(STAMPS)/static: $(STAMPS)/installed $(ASSETS)
	@$(MAKE) static
	@touch $@

programs: installed
	@$(BIN)/python -m tools.programs
