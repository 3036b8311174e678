"""The repository root is the package: a wheel holds all of it, and it gets in nobody's way."""

import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

import dramaturg
from fresh_install import ROOT, FreshVenv, copy_of_the_tree, fresh_venv, wheel_of

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES: list[str] = PROJECT["tool"]["setuptools"]["packages"]
ROOMS = sorted({name.split(".")[1] for name in PACKAGES if "." in name})

IMPORT_EVERY_PACKAGE = f"""
import importlib, json, sys
import agents
files = [importlib.import_module(name).__file__ for name in {PACKAGES!r}]
rooms = [room for room in {ROOMS!r} if room in sys.modules]
print(json.dumps({{"files": files, "rooms": rooms, "agents": agents.OWNER}}))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_tree(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_of(tree, tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def neighbour(tmp_path: Path) -> Path:
    """A project of somebody else's whose packages have the names of our rooms."""
    for room in ROOMS:
        package = tmp_path / "neighbour" / room
        package.mkdir(parents=True)
        (package / "__init__.py").write_text('OWNER = "neighbour"\n')
    return tmp_path / "neighbour"


@pytest.fixture(params=["wheel", "editable"])
def installed(request: pytest.FixtureRequest, tree: Path, wheel: Path, tmp_path: Path) -> FreshVenv:
    made = fresh_venv(tmp_path / "venv")
    made.install(*([wheel] if request.param == "wheel" else ["--editable", tree]))
    return made


def test_every_folder_with_code_is_a_listed_package(tree: Path) -> None:
    folders = (found.parent.relative_to(tree) for found in tree.rglob("__init__.py"))
    assert {".".join(("dramaturg", *folder.parts)) for folder in folders} == set(PACKAGES)


def test_the_wheel_holds_the_rooms_and_nothing_else(tree: Path, wheel: Path) -> None:
    files = [path for room in ROOMS for path in (tree / room).rglob("*") if path.is_file()]
    names = ["__init__.py", "__main__.py", "py.typed", *(path.relative_to(tree).as_posix() for path in files)]
    expected = {f"dramaturg/{name}" for name in names}
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert shipped == expected


def test_the_versions_agree() -> None:
    assert dramaturg.__version__ == PROJECT["project"]["version"]


def test_it_works_in_a_project_with_folders_of_the_same_names(installed: FreshVenv, neighbour: Path) -> None:
    seen = json.loads(installed.run(IMPORT_EVERY_PACKAGE, cwd=neighbour))
    assert seen["agents"] == "neighbour"
    assert seen["rooms"] == ["agents"], "one of our modules imported a neighbour's folder"
    assert not [file for file in seen["files"] if Path(file).is_relative_to(neighbour)]


def test_uninstalling_takes_only_our_own(installed: FreshVenv, neighbour: Path) -> None:
    assert (installed.path / "bin" / "dramaturg").exists()
    installed.pip("uninstall", "--yes", "dramaturg")
    assert installed.origin("dramaturg", cwd=neighbour) is None
    assert not (installed.path / "bin" / "dramaturg").exists()
    assert installed.origin("agents", cwd=neighbour) == neighbour / "agents" / "__init__.py"


def test_an_editable_install_sees_new_modules_at_once(tree: Path, tmp_path: Path) -> None:
    copied = copy_of_the_tree(tmp_path / "tree")
    made = fresh_venv(tmp_path / "venv")
    made.install("--editable", copied)
    (copied / "agents" / "newcomer.py").write_text('LINE = "a new module"\n')
    (copied / "newroom").mkdir()
    (copied / "newroom" / "__init__.py").write_text('LINE = "a new package"\n')
    code = "from dramaturg import newroom; from dramaturg.agents import newcomer"
    printed = made.run(f"{code}; print(newroom.LINE, newcomer.LINE)", cwd=tmp_path)
    assert printed == "a new package a new module\n"


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_locked_requirements_are_hashed_and_name_no_place(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    blocks = re.split(r"\n(?=\S+==)", text.replace("\\\n", ""))[1:]
    assert blocks
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"://|index-url|find-links|(?<=\s)/\w", text)


def test_direct_dependencies_are_few_and_locked() -> None:
    direct = {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in PROJECT["project"]["dependencies"]}
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE)
    assert len(direct) <= 14
    assert direct <= set(locked)
