"""Names: what the members of a society are called, the whole run long."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from ..personas.persona import Persona
from ..runtime.identity import stream

_FILE: Final = Path(__file__).with_name("given_names.yaml")


@cache
def given_names() -> tuple[str, ...]:
    """Return all names that there are."""
    held: Mapping[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(held["names"].split())


def names_of(personas: Iterable[Persona], scenario_id: str) -> dict[str, str]:
    """Return persona id → name, in the order of admission: no name comes again before all were given.

    Args:
        personas: everybody in the frozen persona graph.
        scenario_id: whose society it is; another one is called otherwise.
    """
    names = [*given_names()]
    stream(scenario_id, "names").shuffle(names)
    return {persona.id: names[place % len(names)] for place, persona in enumerate(personas)}


def called(name: str) -> str:
    """Return a role's name as people write it."""
    return name.replace("_", " ").title()
