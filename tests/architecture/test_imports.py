import ast

from tests.architecture.source import CAPABILITIES, functions, imports, name_of, nothing, of_kind, sources

SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
)
DOORWAYS = ("views", "api", "forms", "schemas", "urls")
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def test_only_a_capability_imports_its_own_models():
    borrowed = [
        f"{source.at(node)} imports {name}"
        for source in sources()
        for name, node in imports(source)
        if name.startswith("needshare.")
        and name.split(".")[2:3] == ["models"]
        and name.split(".")[1] != source.folder
    ]
    nothing(borrowed)


def is_own(called):
    """An app's own configuration gives its own models: `self.get_model`."""
    return (
        isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "self"
    )


def test_no_capability_reaches_another_through_the_registry_of_models():
    reached = [
        source.at(node)
        for source in sources()
        if source.folder in CAPABILITIES
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and name_of(node.func) == "get_model" and not is_own(node.func)
    ]
    nothing(reached)


def test_nothing_is_done_by_signal():
    heard = [
        f"{source.at(node)} imports {name}"
        for source in sources()
        for name, node in imports(source)
        if name.startswith(SIGNALS) or name.endswith(".signals")
    ]
    nothing(heard)


def test_no_model_overrides_how_it_is_saved():
    overridden = [
        source.at(node)
        for source in of_kind("models")
        for node in functions(source.tree)
        if node.name in {"save", "delete", "save_base", "full_clean"}
    ]
    nothing(overridden)


def test_no_form_or_schema_is_derived_from_a_table():
    derived = [
        source.at(node)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        and {name_of(base) for base in node.bases} & {"ModelForm", "ModelSchema"}
    ]
    nothing(derived)


def test_nothing_is_imported_inside_a_function():
    hidden = [
        source.at(inner)
        for source in sources()
        for node in functions(source.tree)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    nothing(hidden)


def test_no_doorway_reads_a_table():
    read = [
        source.at(node)
        for source in of_kind(*DOORWAYS)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]
    nothing(read)


def test_no_file_is_imported_by_a_dotted_path_above_its_own_folder():
    above = [
        source.at(node)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.level > max(1, len(source.inside) - 1)
    ]
    nothing(above)


def test_nothing_swallows_every_exception():
    swallowed = [
        source.at(node)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or name_of(node.type) in {"Exception", "BaseException"})
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
        and source.inside[:2] not in {("jobs", "worker"), ("cli", "main")}
    ]
    nothing(swallowed)
