"""Dramaturg beside the real openai-agents, which owns the import name `agents`.

It downloads openai-agents from the package index, so it belongs to `make evidence`.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from fresh_install import FreshVenv, copy_of_the_tree, fresh_venv, wheel_of

OPENAI_AGENTS = "openai-agents==0.24.0"


def contents(folder: Path) -> dict[str, str]:
    """Give every source file of a folder with the hash of its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def install_both(made: FreshVenv, ours: Sequence[str | Path], first: str) -> None:
    if first == "ours":
        made.install(*ours)
    made.pip("install", "--no-deps", OPENAI_AGENTS)
    if first == "theirs":
        made.install(*ours)


@pytest.fixture(params=["wheel", "editable"])
def ours(request: pytest.FixtureRequest, tmp_path: Path) -> Sequence[str | Path]:
    """What pip is told to install, in each of the two ways."""
    tree = copy_of_the_tree(tmp_path / "tree")
    return ["--editable", tree] if request.param == "editable" else [wheel_of(tree, tmp_path / "wheel")]


@pytest.mark.parametrize("first", ["theirs", "ours"])
def test_neither_harms_the_other(ours: Sequence[str | Path], first: str, tmp_path: Path) -> None:
    made = fresh_venv(tmp_path / "venv")
    install_both(made, ours, first)
    theirs = made.site_packages / "agents"
    before = contents(theirs)

    assert made.origin("agents", cwd=tmp_path) == theirs / "__init__.py"
    loaded = Path(made.run("import dramaturg.agents as ours; print(ours.__file__)", cwd=tmp_path).strip())
    assert loaded.parts[-2:] == ("agents", "__init__.py")
    assert not loaded.is_relative_to(theirs)

    made.pip("uninstall", "--yes", "dramaturg")
    assert made.origin("dramaturg", cwd=tmp_path) is None
    assert made.origin("agents", cwd=tmp_path) == theirs / "__init__.py"
    assert contents(theirs) == before
    way = "editable" if "--editable" in ours else "wheel"
    print(f"\n{OPENAI_AGENTS} and dramaturg ({way}), {first} first: their {len(before)} files intact")
