"""Results: what came of calls, inside JSON and out of it again."""

import json

from .lines import json_line


def embedded(result: str) -> object:
    """Return a result as a value inside JSON: what it is the JSON of, or the text itself."""
    try:
        value: object = json.loads(result)
        return value if as_text(value) == result else result
    except ValueError:
        return result


def as_text(value: object) -> str:
    """Return the result that was embedded."""
    return value if isinstance(value, str) else json_line(value)
