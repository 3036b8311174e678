"""World files: worlds that somebody wrote down in YAML. Each sort of them is known by a key that it alone has."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import yaml

from ..runtime.errors import UsageError
from ..runtime.frozen import is_mapping
from .world import WORLDS, World
from .yaml_faults import fault_in

SUFFIXES: Final = frozenset({".yaml", ".yml"})
"""How the names of such files end."""

Reader = Callable[[str, Path], World]
"""(the world's name, its file) → the world."""

_READERS: dict[str, tuple[str, Reader]] = {}
_PLACES: dict[str, Path] = {}


def read_by(key: str, about: str, reader: Reader) -> None:
    """Let files with this key at their top level be worlds that this reader reads; `about` tells what the key says."""
    _READERS[key] = about, reader


def is_world_file(named: str) -> bool:
    """Whether a name means a file rather than a world that is known by its name."""
    return Path(named).suffix in SUFFIXES


def name_of(file: str) -> str:
    """Return the name of the world that a file holds: the file's, without its ending.

    It goes into the names of reply types, which endpoints restrict.

    Raises:
        ValueError: no world can have this name.
    """
    name = Path(file).stem
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", name):
        raise ValueError(
            f"a world is named by its file, and {name!r} is no name: use letters, digits, - and _, at most 40 of them"
        )
    return name


def bring(file: Path) -> None:
    """Register the world that a file holds; where the file was changed since, in the place of the earlier one.

    Raises:
        UsageError: the file cannot be read, is no world's, or another world has its name.
    """
    known = WORLDS.all()
    try:
        name = name_of(str(file))
    except ValueError as error:
        raise UsageError(f"{file}: {error}", fix="rename the file") from None
    world = _world(name, file)
    if name in known and _PLACES.get(name) != file:
        raise UsageError(
            f"{file}: there is a world named {name!r} already ({_PLACES.get(name, known[name].about)})",
            fix="rename the file: its name is the world's",
        )
    _PLACES[name] = file
    WORLDS.put(name, world)


def _world(name: str, file: Path) -> World:
    keys = _keys(file)
    for key, (_, reader) in _READERS.items():
        if key in keys:
            return reader(name, file)
    sorts = " or ".join(f"`{key}:` ({about})" for key, (about, _) in _READERS.items())
    raise UsageError(f"{file} is no world's file", fix=f"it needs {sorts}")


def _keys(file: Path) -> set[str]:
    try:
        content: object = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        said = f"the world {file} cannot be read: {fault_in(error)}"
        raise UsageError(said, fix="give a YAML file that you may read") from error
    return {str(key) for key in content} if is_mapping(content) else set()
