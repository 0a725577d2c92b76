"""The rules of the house, held by tests: which layer imports which, who writes, how large a room may be."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    path for name in ("core", "annotator") for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts
)

# Each layer imports only from those to its right.
CORE = (
    "management",
    "jobs",
    "importing",
    "export",
    "services",
    "queries",
    "access",
    "models",
    "reuse",
    "origins",
    "claims",
    "text",
    "stats",
    "errors",
)

PURE = tuple(("core", name) for name in ("reuse", "origins", "claims", "text", "stats"))


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return found | {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[len(ROOT.parts)] == "core"], ids=name)
def test_core_never_imports_what_speaks_http(path: Path) -> None:
    forbidden = ("annotator", "django.http", "django.urls", "django.shortcuts", "rest_framework", "django.views")
    assert not [found for found in imports(path) if found.startswith(forbidden)]


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[len(ROOT.parts)] == "core"], ids=name)
def test_each_layer_of_core_imports_only_from_those_below_it(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[1].removesuffix(".py")
    if layer not in CORE:
        assert layer in ("__init__", "apps")
        return
    above = CORE[: CORE.index(layer)]
    wrong = [found for found in imports(path) if found.startswith("core.") and found.split(".")[1] in above]
    assert not wrong


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.relative_to(ROOT).parts[:2] in PURE],
    ids=name,
)
def test_what_is_pure_knows_no_django(path: Path) -> None:
    assert not [found for found in imports(path) if found.startswith(("django", "core.models"))]


WRITES = {"save", "create", "bulk_create", "update", "delete", "bulk_update", "get_or_create", "update_or_create"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[len(ROOT.parts)] == "annotator"], ids=name)
def test_annotator_writes_only_through_services(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = [
        f"{node.func.attr} in line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ".objects" in ast.unparse(node.func.value)
    ]
    assert not wrong


KEEPS_FIGURES = ROOT / "core" / "queries" / "stored.py"  # what follows from what is stored already


@pytest.mark.parametrize(
    "path", [path for path in MODULES if "queries" in path.parts and path != KEEPS_FIGURES], ids=name
)
def test_queries_only_read(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert not (WRITES - {"update"}) & set(calls)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_and_stays_a_room(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 350, "a module of over 350 lines wants to be two"
    if source.strip() and path.name != "__init__.py":
        assert ast.get_docstring(ast.parse(source)), "a module begins with what it gives"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "annotator" / "static" / "annotator" / "js").rglob("*.js")), ids=lambda path: path.name
)
def test_a_script_module_has_one_purpose_and_150_lines(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 150


@pytest.mark.parametrize("path", sorted((ROOT / "annotator" / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_inline_script_or_style(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert " style=" not in source
    assert "<style" not in source
    assert "onclick" not in source


def test_every_command_and_setting_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [
        path.stem for app in ("core", "annotator") for path in (ROOT / app / "management" / "commands").glob("*.py")
        if path.stem != "__init__"
    ]  # fmt: skip
    settings = ["DATABASE_URL", "SECRET_KEY", "HOST", "PORT", "PUBLIC_URL", "ALLOWED_HOSTS", "DEBUG", "SEED_TEXTS"]
    assert not [word for word in (*commands, *settings) if word not in readme]


def test_the_seed_texts_are_not_in_the_repository() -> None:
    kept = [path for path in (ROOT / "seeds").rglob("*.txt") if "texts" not in path.parts]
    assert not kept
