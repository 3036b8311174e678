"""Stock phrases of chat models, from the tables in stock_phrases.yaml."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

from ...runtime.frozen import Frozen


class _Tables(Frozen):
    fragments: Mapping[str, str]
    about_itself: Sequence[str]
    around_it: Sequence[str]
    opening: Sequence[str]
    closing: Sequence[str]
    refusal: Sequence[str]


_TABLES: Final = _Tables.model_validate(yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")))


def _any(patterns: Sequence[str], before: str = "") -> re.Pattern[str]:
    joined = "|".join(patterns)
    for name, fragment in _TABLES.fragments.items():
        joined = joined.replace(f"@{name}@", fragment)
    joined = joined.replace("'", "['’]")
    return re.compile(f"{before}(?:{joined})", re.IGNORECASE | re.MULTILINE)


ABOUT_ITSELF: Final = _any(_TABLES.about_itself)
"""What a model says of itself; anywhere."""

AROUND_IT: Final = _any(_TABLES.around_it)
"""Talk about the task instead of the task; anywhere."""

OPENING: Final = _any(_TABLES.opening, before=r"\A[\s*_#>]{0,20}")
"""How a response opens that talks to its asker before it says something."""

CLOSING: Final = _any(
    _TABLES.closing,
    before=r"\A[\s*_#>(-]{0,20}(?:(?:and|so|but|also|finally|of course|as always|again),? )?",
)
"""How the last sentence of a response turns to its asker, or sums up what was just said."""

REFUSAL: Final = _any(_TABLES.refusal, before=r"\A[\s*_#>]{0,20}")
"""A response that refuses instead of answering."""
