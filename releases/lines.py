"""Lines: a value as one line of JSON, for every reader."""

import json

_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Legal in JSON as they are, yet many readers split lines at them."""


def json_line(value: object) -> str:
    """Return a value of plain types as JSON that no reader takes for two lines."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS)
