"""Scripts: the tables that a part speaks from, in `NAME.rehearsal.yaml` beside the part's file.

A table is a block of text with one entry per line. An entry may hold slots: `{day}` takes the value given for
it or an entry of the table `day`, `{a trade}` puts "a" or "an" before it, a capital letter (`{Day}`,
`{A trade}`) carries over, `{n 3 19}` is a number. Given values are put in as they are: what looks like a slot
in them stays text.
"""

import random
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from .language import some, upper_first, with_article

_SLOT: Final = re.compile(r"\{(?:([aA]) )?(\w+)(?: (\d+) (\d+))?\}")


class Script:
    """Tables by name.

    Args:
        tables: name → one entry per line.
    """

    def __init__(self, tables: Mapping[str, str]) -> None:
        self._tables = {
            name: tuple(line.strip() for line in text.splitlines() if line.strip()) for name, text in tables.items()
        }

    @classmethod
    def beside(cls, module_file: str) -> "Script":
        """Load the tables beside a module, once (`critic.rehearsal.yaml` for critic_rehearsal.py)."""
        return _load(module_file)

    def entries(self, table: str) -> tuple[str, ...]:
        """Return a table's entries; none where there is no such table."""
        return self._tables.get(table, ())

    def names(self, prefix: str) -> list[str]:
        """Return the names of the tables that begin so."""
        return [name for name in self._tables if name.startswith(prefix)]

    def pick(self, rng: random.Random, table: str, slots: Mapping[str, str] | None = None) -> str:
        """Return a random entry with its slots filled."""
        return self.fill(rng, rng.choice(self._tables[table]), slots or {})

    def some(self, rng: random.Random, table: str, count: int, slots: Mapping[str, str] | None = None) -> list[str]:
        """Return different entries with their slots filled."""
        return [self.fill(rng, entry, slots or {}) for entry in some(rng, self._tables[table], count)]

    def fill(self, rng: random.Random, entry: str, slots: Mapping[str, str]) -> str:
        """Return an entry with its slots filled; a slot that occurs twice has the same value twice."""
        drawn: dict[str, str] = {}

        def value(slot: re.Match[str]) -> str:
            article, name, low, high = slot.groups()
            if low:
                return str(rng.randint(int(low), int(high)))
            table = name.lower()
            text = slots.get(table) or drawn.get(table) or self.pick(rng, table, slots)
            drawn[table] = text
            if article:
                text = with_article(text)
            return upper_first(text) if article == "A" or name[0].isupper() else text

        return _SLOT.sub(value, entry)


@cache
def _load(module_file: str) -> Script:
    module = Path(module_file)
    path = module.with_name(f"{module.stem.removesuffix('_rehearsal')}.rehearsal.yaml")
    return Script(yaml.safe_load(path.read_text(encoding="utf-8")))
