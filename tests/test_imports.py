"""Imports go down the house only, and the front door opens without the heavy libraries."""

import ast
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path
from typing import NamedTuple

import pytest

import dramaturg
from fresh_install import ROOT

LAYERS = ("runtime", "personas", "scenarios", "agents", "graphs", "traces", "releases", "inspector", "cli")
"""The rooms, lowest first: each imports from itself and from those before it."""

HEAVY = {
    "aiohttp",
    "faiss",
    "langchain_core",
    "langchain_openai",
    "langgraph",
    "networkx",
    "openai",
    "sqlalchemy",
}

MODULES_AFTER = """
import json, sys
{code}
print()
print(json.dumps(sorted(sys.modules)))
"""

HELP = """
from dramaturg.cli import main
sys.argv = ["dramaturg", "--help"]
try:
    main()
except SystemExit as left:
    assert not left.code, left.code
"""


class Import(NamedTuple):
    """One imported name, written out in full."""

    line: int
    target: str
    relative: bool


def imports_of(source: str, package: str) -> Iterator[Import]:
    """Find every import of a module, also inside functions and under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from (Import(node.lineno, name.name, relative=False) for name in node.names)
            case ast.ImportFrom():
                base = resolve_name("." * node.level + (node.module or ""), package)
                yield from (Import(node.lineno, f"{base}.{name.name}", node.level > 0) for name in node.names)
            case ast.Call(func=ast.Name(id="import_module") | ast.Attribute(attr="import_module")):
                yield from called_import(node, package)
            case _:
                pass


def called_import(call: ast.Call, package: str) -> Iterator[Import]:
    """Read `import_module("..room.module", __package__)`; a computed name is the caller's affair."""
    match call.args:
        case [ast.Constant(value=str(name)), *_]:
            yield Import(call.lineno, resolve_name(name, package), name.startswith("."))
        case _:
            pass


def fault(room: str, found: Import) -> str | None:
    """Say what is wrong with an import that a module of a room makes."""
    top, *inner = found.target.split(".")
    if not found.relative:
        return "is absolute" if top in ("dramaturg", *LAYERS) else None
    if inner[0] == "__version__":
        return None
    if inner[0] not in LAYERS:
        return "is of no room"
    return "goes up" if LAYERS.index(inner[0]) > LAYERS.index(room) else None


def faults_in(source: str, package: str) -> list[str]:
    """List the imports of a module that break the order."""
    found = sorted(imports_of(source, package))
    judged = ((each, fault(package.split(".")[1], each)) for each in found)
    return [f"line {each.line}: {each.target} {wrong}" for each, wrong in judged if wrong]


def rooms_present() -> list[str]:
    return sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))


def loaded_by(code: str, folder: Path) -> set[str]:
    """Name the modules that a fresh interpreter holds after some code."""
    command = [sys.executable, "-c", MODULES_AFTER.format(code=code)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("room", rooms_present())
def test_a_room_looks_down_only(room: str) -> None:
    assert room in LAYERS
    for path in sorted((ROOT / room).rglob("*.py")):
        package = ".".join(("dramaturg", *path.parent.relative_to(ROOT).parts))
        assert faults_in(path.read_text(), package) == [], path.relative_to(ROOT)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from ..graphs.engine import run", "line 1: dramaturg.graphs.engine.run goes up"),
        ("from .. import cli", "line 1: dramaturg.cli goes up"),
        ("def f():\n    from ..traces import tree", "line 2: dramaturg.traces.tree goes up"),
        ("if TYPE_CHECKING:\n    from ..graphs import run", "line 2: dramaturg.graphs.run goes up"),
        ("import_module('..cli.main', __package__)", "line 1: dramaturg.cli.main goes up"),
        ("importlib.import_module('dramaturg.runtime')", "line 1: dramaturg.runtime is absolute"),
        ("from .. import Scenario", "line 1: dramaturg.Scenario is of no room"),
        ("from dramaturg.runtime import errors", "line 1: dramaturg.runtime.errors is absolute"),
        ("import agents", "line 1: agents is absolute"),
        ("from runtime.errors import UsageError", "line 1: runtime.errors.UsageError is absolute"),
    ],
)
def test_a_forbidden_import_is_seen(source: str, found: str) -> None:
    assert faults_in(source, "dramaturg.agents") == [found]


def test_allowed_imports_pass() -> None:
    source = """
        import json, langgraph.graph
        from .. import __version__
        from ..personas import persona
        from ..runtime.errors import UsageError
        from . import critic
        from .critic import criticise
        import_module(name, __package__)
    """
    assert faults_in("if True:" + source, "dramaturg.agents") == []


def test_a_sub_package_counts_as_its_room() -> None:
    package = "dramaturg.scenarios.kinds"
    assert faults_in("from ...runtime import errors\nfrom ..spec import Scenario", package) == []
    assert faults_in("from ...agents import critic", package) == ["line 1: dramaturg.agents.critic goes up"]


def test_importing_the_package_loads_no_room_and_no_library(tmp_path: Path) -> None:
    loaded = loaded_by("import dramaturg", tmp_path)
    assert {name for name in loaded if name.startswith("dramaturg.")} == set()
    assert loaded.isdisjoint(HEAVY | {"pydantic", "typer", "numpy"})


def test_help_loads_no_heavy_library(tmp_path: Path) -> None:
    assert loaded_by(HELP, tmp_path).isdisjoint(HEAVY)


@pytest.mark.parametrize("name", dramaturg.__all__)
def test_a_public_name_resolves(name: str) -> None:
    assert getattr(dramaturg, name) is not None
    assert name in dir(dramaturg)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nobody'"):
        importlib.import_module("dramaturg").__getattr__("nobody")
