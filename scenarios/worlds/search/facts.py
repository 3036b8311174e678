"""Facts: what documents can say, how they say it, and how it is asked for (facts.yaml)."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import field_validator

from ....runtime.frozen import Frozen
from .state import Matter, Sort


class Fact(Frozen):
    """One sort of fact."""

    of: Sort
    to: Sort | None = None
    """The sort of thing that it leads to; None where it is a mere value."""
    matter: Matter
    told: tuple[str, ...]
    asked: str
    named: str = ""

    @field_validator("told", mode="before")
    @classmethod
    def _lines(cls, table: str) -> list[str]:
        return table.splitlines()

    def value_in(self, text: str, title: str) -> str | None:
        """Return what a text says of the thing with this title."""
        return next((found[1] for told in self.told if (found := _pattern(told, title).search(text))), None)


FACTS: Final[Mapping[str, Fact]] = {
    name: Fact.model_validate(each)
    for name, each in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")).items()
}


def asked(title: str, chain: tuple[str, ...]) -> str:
    """Return what is asked by following a chain of facts from a thing: "in which town the founder of X was born"."""
    named = title
    for name in chain[:-1]:
        named = FACTS[name].named.format(x=named)
    return FACTS[chain[-1]].asked.format(x=named)


def chains_from(sort: Sort, hops: int) -> Iterator[tuple[str, ...]]:
    """Yield every chain of so many facts that begins at a thing of this sort."""
    for name, fact in FACTS.items():
        if fact.of == sort and hops == 1:
            yield (name,)
        elif fact.of == sort and fact.to is not None:
            yield from ((name, *rest) for rest in chains_from(fact.to, hops - 1))


@cache
def _pattern(told: str, title: str) -> re.Pattern[str]:
    around = (re.escape(part.replace("{x}", title)) for part in told.split("{y}"))
    return re.compile(r"([^.]+?)".join(around))
