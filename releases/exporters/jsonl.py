"""The canonical format: whole rows, one JSON object per line."""

import json
from collections.abc import Iterable, Iterator

from ..exporter import exporter
from ..row import Row

_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Legal in JSON as they are, yet many readers split lines at them."""


@exporter("jsonl", "canonical rows with all their provenance, one JSON object per line")
def jsonl(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a line per row; keys always come in the same order."""
    for row in rows:
        dumped = row.model_dump(mode="json")
        yield json.dumps(dumped, ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS)
