"""How people talk who speak of their card instead of their matter, from the tables in card_talk.yaml."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import yaml

from ....runtime.frozen import Frozen


class _Tables(Frozen):
    blocking: Sequence[str]
    major: Sequence[str]
    aims: Sequence[str]


_TABLES: Final = _Tables.model_validate(yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")))


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns).replace("'", "['’]"), re.IGNORECASE)


OF_THE_CARD: Final = _any(_TABLES.blocking)
"""Talk of cards, parts and exercises that nobody uses of their own life."""

OF_A_PLAY: Final = _any(_TABLES.major)
"""Talk that people use too, seldom in the middle of their own affairs."""

OF_AN_AIM: Final = _any(_TABLES.aims)
"""How an aim is announced; a leak where the words of the goal follow."""
