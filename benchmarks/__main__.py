"""Measure the product beside the bare view, on SQLite and PostgreSQL, and print each figure with its goal.

Every figure is a ratio of processor time within one run: U is a signed-in view with one statement, W the
same with a form token and one insert (`benchmarks/bare`). Targets take turns in rounds; the median counts.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import kept
from benchmarks.chain import ONCE, calls_of
from benchmarks.searching import searches
from benchmarks.serving import Call, Cost, Server, server
from tests import postgres

FEW = 1_000
MEMORY_GOAL = 110
NOISE = 1.25
ONCE_A_ROUND = 20
KEEPS = {"BENCHMARK_KEEPS_CONNECTIONS": "1"}
KEPT = (
    "U kept",
    "W kept",
)  # shown beside: the bare project, its connections kept as the product keeps its own
WARMING = 5


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure: its unit, the most it may be, and whether it must hold here or is a target."""

    name: str
    unit: str
    most: float
    must: bool


# A unit may be another target too (`few`: the list with 1 000 cases), or ms of processor.
GOALS = (
    Goal("list", "U", 2.0, must=True),
    Goal("list", "few", 1.3, must=True),
    Goal("later", "list", 1.3, must=True),
    Goal("case", "U", 3.0, must=True),
    Goal("case", "ms", 25.0, must=True),
    Goal("search", "U", 3.0, must=False),
    Goal("common", "U", 3.0, must=False),
    Goal("letters", "U", 3.0, must=False),
    Goal("submit", "W", 2.0, must=False),
    Goal("decide", "W", 2.5, must=False),
    Goal("release", "W", 3.0, must=False),
)


def main() -> None:
    """Run everything and tell, by the exit status, whether what must hold does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--calls", type=int, default=150, help="calls of a target in a round")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    told = parser.parse_args()
    names = ["sqlite", "postgresql"] if told.database == "both" else [told.database]
    held = [measure(name, told) for name in names]
    print()
    subprocess.run([sys.executable, "-m", "benchmarks.assessment"], check=False)
    held.append(subprocess.run([sys.executable, "-m", "benchmarks.policy"], check=False).returncode == 0)
    held.append(subprocess.run([sys.executable, "-m", "benchmarks.narrowing"], check=False).returncode == 0)
    for name in names:
        print(f"\n{name}: what is hidden beside what does not exist, at most a tenth apart", flush=True)
        told_apart = subprocess.run(
            [sys.executable, "-m", "benchmarks.hidden", "--database", name], check=False
        )
        held.append(told_apart.returncode == 0)
    sys.exit(0 if all(held) else 1)


def measure(name: str, told: argparse.Namespace) -> bool:
    """Measure on one database; tell whether what must hold does."""
    many = told.rounds * ONCE_A_ROUND + WARMING
    with (
        filled(name, told.cases, many) as (environment, world, pid),
        filled(name, FEW, 1) as (with_few, few, pid_of_few),
    ):
        bare = prepared(["benchmarks.bare.prepare"], environment)
        with (
            server("benchmarks.bare.wsgi", environment, database=pid) as baseline,
            server("benchmarks.bare.wsgi", environment | KEEPS, database=pid) as keeping,
            server("needshare.config.wsgi", with_few, database=pid_of_few) as small,
            server("needshare.config.wsgi", environment, database=pid) as product,
        ):
            costs = in_rounds((baseline, keeping), (product, small), bare, (world, few), told)
            memory = product.memory()
    return report(name, told, costs, memory)


@contextmanager
def filled(name: str, cases: int, acts: int) -> Iterator[tuple[dict[str, str], dict[str, Any], int | None]]:
    """Give an installation with so many cases, filled now or a copy of one filled before, and who is signed in."""
    place = kept.place_of(name, cases, acts)
    command = ["benchmarks.world", "--cases", str(cases), "--decide", str(acts), "--release", str(acts)]
    with tempfile.TemporaryDirectory() as within:
        folder = Path(within) / "run"
        Path(within).chmod(0o711)  # PostgreSQL runs as somebody else
        if not kept.take(place, folder):
            print(f"{name}: filling {cases:,} cases".replace(",", " "), flush=True)
            folder.mkdir()
            with databases(name, folder) as (environment, _pid):
                prepared([*command, "--built", str(folder / kept.BUILT)], environment)
            kept.keep(folder, place)
        with databases(name, folder) as (environment, pid):
            yield environment, prepared([*command, "--built", str(folder / kept.BUILT)], environment), pid


def prepared(module: list[str], environment: Mapping[str, str]) -> dict[str, Any]:
    """Run a module that prepares a database; return what it prints."""
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return found


@contextmanager
def databases(name: str, folder: Path) -> Iterator[tuple[dict[str, str], int | None]]:
    """Give the settings of the installation in a folder, and PostgreSQL's process."""
    environment = {
        "NEEDSHARE_ENV": "development",
        "NEEDSHARE_API_CALLS_OF_TOKEN": "1000000",  # few people call for many
        "NEEDSHARE_API_CALLS_OF_ACCOUNT": "1000000",
        "NEEDSHARE_DATABASE_URL": "",
        "NEEDSHARE_DATA_DIR": f"{folder}/data",
        "NEEDSHARE_KEYS_DIR": f"{folder}/keys",
        "NEEDSHARE_STATIC_DIR": f"{folder}/static",
        "BENCHMARK_DATABASE_URL": f"sqlite:///{folder}/bare.sqlite3",
        "BENCHMARK_DIR": str(folder),
    }
    if name == "sqlite":
        yield environment, None
        return
    place = folder / "postgresql"
    is_new = not place.exists()
    cluster = postgres.start(place) if is_new else postgres.start_again(place)
    try:
        if is_new:
            cluster.make("bare")
            cluster.make("product")
        product, owner = (
            cluster.address_of(role, "product") for role in (postgres.APPLICATION, postgres.OWNER)
        )
        own = {
            "NEEDSHARE_DATABASE_URL": product,
            "NEEDSHARE_DATABASE_OWNER_URL": owner,
            "BENCHMARK_DATABASE_URL": cluster.address_of("needshare", "bare"),
        }
        pid = int((cluster.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        yield environment | own, pid
        if is_new:  # what the database does by itself some time after it was filled
            cluster.run("vacuumdb", *cluster.access, "--analyze", "product")
    finally:
        cluster.stop(how="fast")


def in_rounds(
    baselines: tuple[Server, Server],
    products: tuple[Server, Server],
    bare: Mapping[str, Any],
    worlds: tuple[Mapping[str, Any], Mapping[str, Any]],
    told: argparse.Namespace,
) -> dict[str, list[Cost]]:
    """Let the targets take turns, in the installation and the one with few cases; return what a call cost, by round."""
    (product, small), (world, few) = products, worlds
    read = Call("/read", bare["cookies"])
    write = Call.form("/write", bare["cookies"], bare["form"])
    targets = {**calls_of(world), **searches(world, told.cases)}
    for calls in targets.values():
        product.cost_of([next(calls) for _number in range(WARMING)])
    for each in baselines:
        each.cost_of([read] * 20 + [write] * 20)
    list_of_few = calls_of(few)["list"]
    small.cost_of([next(list_of_few) for _number in range(WARMING)])
    baseline, keeping = baselines
    costs: dict[str, list[Cost]] = {name: [] for name in ("U", "W", *KEPT, "few", *targets)}
    for _round in range(told.rounds):
        costs["U"].append(baseline.cost_of([read] * told.calls))
        costs["W"].append(baseline.cost_of([write] * told.calls))
        costs["U kept"].append(keeping.cost_of([read] * told.calls))
        costs["W kept"].append(keeping.cost_of([write] * told.calls))
        costs["few"].append(small.cost_of([next(list_of_few) for _number in range(told.calls)]))
        for name, calls in targets.items():
            count = ONCE_A_ROUND if name in ONCE else told.calls
            costs[name].append(product.cost_of([next(calls) for _number in range(count)]))
    return costs


def report(name: str, told: argparse.Namespace, costs: Mapping[str, list[Cost]], memory: float) -> bool:
    """Print the figures of one database; tell whether what must hold does, noise allowed for."""
    print(f"\n{name}: {told.cases:,} cases, median of {told.rounds} rounds".replace(",", " "))
    for unit in ("U", "W", *KEPT):
        print(
            f"  {unit:8} {middle(costs[unit]).cpu:7.2f} ms CPU {middle(costs[unit]).wall:7.2f} ms on the clock"
        )
    held = memory <= MEMORY_GOAL
    for goal in GOALS:
        if goal.name not in costs:
            continue
        cost = middle(costs[goal.name])
        units = [each.cpu for each in costs[goal.unit]] if goal.unit in costs else [1.0] * told.rounds
        ratio = median(each.cpu / unit for each, unit in zip(costs[goal.name], units, strict=True))
        is_held = ratio <= goal.most * NOISE
        held = held and (is_held or not goal.must)
        verdict = "held" if ratio <= goal.most else "held within noise" if is_held else "MISSED"
        kind = "must" if goal.must else "target"
        print(
            f"  {goal.name:8} {cost.cpu:7.2f} ms CPU {cost.wall:7.2f} ms on the clock"
            f"  {ratio:5.2f} {goal.unit}  ({kind}: at most {goal.most} {goal.unit}) {verdict}"
        )
    print(f"  memory   {memory:7.1f} MB of a worker  (must: at most {MEMORY_GOAL} MB)")
    return held


def middle(costs: list[Cost]) -> Cost:
    """Return the middle of several costs, by processor time."""
    return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]


if __name__ == "__main__":
    main()
