"""Starters: the files that `dramaturg new` writes, and the names that they can have."""

import importlib.util
import keyword
import re
from collections.abc import Container
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

from jinja2 import Environment, StrictUndefined

from ..runtime.errors import UsageError
from ..scenarios.kind import KINDS
from ..scenarios.loading import library
from ..scenarios.world import WORLDS

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class Starter(NamedTuple):
    """One file of a thing."""

    path: str
    """With `{}` for the thing's name."""
    template: str
    about: str


STARTERS: Final[dict[str, tuple[Starter, ...]]] = {
    "scenario": (
        Starter("{}.yaml", "scenario.yaml", "the scenario, with what it can say"),
        Starter("test_{}.py", "scenario_test.py", "its test"),
    ),
    "kind": (
        Starter("{}.py", "kind.py", "the kind: what a sample holds, task, rubric, verifier, rehearsal"),
        Starter("{}.yaml", "kind.yaml", "a scenario that makes it"),
        Starter("test_{}.py", "kind_test.py", "its test"),
    ),
    "world": (
        Starter("{}.py", "world.py", "the world: state, tools, policy, what its users want"),
        Starter("{}.yaml", "world.yaml", "a scenario that plays in it"),
        Starter("test_{}.py", "world_test.py", "its test"),
    ),
}
"""Thing → the files that it is begun with."""


def start(thing: str, name: str, folder: Path) -> dict[Path, str]:
    """Write the files of a new thing into a folder; return what each of them is.

    Raises:
        UsageError: one of them is there already, or the folder cannot be written to.
    """
    paths = {folder / starter.path.format(name): starter for starter in STARTERS[thing]}
    for path in paths:
        if path.exists():
            raise UsageError(f"{path} is there already", fix="choose another NAME or another folder (--to DIR)")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, starter in paths.items():
            with path.open("x", encoding="utf-8") as file:
                file.write(_rendered(starter.template, name))
    except OSError as error:
        raise UsageError(
            f"{error.filename} cannot be written: {error.strerror}", fix="choose another --to DIR"
        ) from None
    return {path: starter.about for path, starter in paths.items()}


def fit_name(thing: str, name: str, folder: Path) -> None:
    """Check that a thing can have this name.

    Raises:
        UsageError: it is no identifier, or it is taken.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(
            f"{name!r} is no name for a {thing}", fix="use small letters, digits and underscores, a letter first"
        )
    if name in _taken(thing):
        raise UsageError(
            f"there is a {thing} named {name!r} already",
            fix=f"choose another NAME (`dramaturg list {thing}s` shows those that are taken)",
        )
    if thing != "scenario" and _is_module(name, folder):
        raise UsageError(
            f"{name}.py would hide the Python module {name!r} from whatever runs in its folder",
            fix="choose another NAME",
        )


def _taken(thing: str) -> Container[str]:
    if thing == "kind":
        return KINDS.all()
    return WORLDS.all() if thing == "world" else library()


def _is_module(name: str, folder: Path) -> bool:
    """Whether importing this name finds something outside of the folder."""
    found = importlib.util.find_spec(name)
    return found is not None and (found.origin is None or Path(found.origin).resolve().parent != folder.resolve())


def _rendered(template: str, name: str) -> str:
    source = files(f"{__package__}.templates").joinpath(f"{template}.jinja").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(source).render(name=name, Name=_titled(name), NAME=name.upper())


def _titled(name: str) -> str:
    """Return a name as classes have it: night_shift → NightShift."""
    return "".join(map(str.capitalize, name.split("_")))
