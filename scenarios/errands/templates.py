"""Templates: texts with values in braces, filled, and found again in what somebody says."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from ...runtime.frozen import is_list, is_mapping
from ...runtime.rehearsal.scene import as_object
from ..authored import ask
from .errand import Values

_SLOT: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")
_END: Final = r"(?=\s|$)"
_SHORT: Final = re.compile(r"(?:The|My) (.{3,50}) is (\{\w+\})\.")


def cents(amount: object) -> int:
    """Return an amount in words as cents: 4290 of "42.90"."""
    return round(Decimal(str(amount).replace(",", "")) * 100)


def euros(amount: object) -> str:
    """Return cents as an amount in words: "42.90" of 4290."""
    whole = int(str(amount))
    return f"{'-' if whole < 0 else ''}{abs(whole) // 100}.{abs(whole) % 100:02d}"


FILTERS: Final[dict[str, Callable[[object], object]]] = {"cents": cents, "euros": euros}


def names_in(template: str) -> list[str]:
    """Return the names of a template's values, in order."""
    return list(dict.fromkeys(name for name, _ in _SLOT.findall(template)))


def slots_in(template: str) -> Iterator[tuple[str, str]]:
    """Yield every name in a template with the slot that it stands in."""
    return ((found[1], found[0]) for found in _SLOT.finditer(template))


def filters_in(template: str) -> set[str]:
    """Return the names of a template's filters."""
    return {name for _, name in _SLOT.findall(template) if name}


def filled(template: str, known: Values) -> str:
    """Return a text with its values.

    Raises:
        KeyError: a value is not known.
    """
    return _SLOT.sub(lambda found: _in_words(_value(found, known)), template)


def argument(value: Any, known: Values, schema: Mapping[str, Any]) -> Any:
    """Return an argument as it is called with: filled, inside as well, and of the type that its schema asks for.

    Raises:
        KeyError: a value is not known.
    """
    if callable(value):
        value = ask("what works out an argument", value, KeyError)(known)
    elif isinstance(value, str):
        whole = _SLOT.fullmatch(value)
        value = _value(whole, known) if whole else filled(value, known)
    elif is_list(value):
        value = [argument(each, known, as_object(schema.get("items"))) for each in value]
    elif is_mapping(value):
        inner = as_object(schema.get("properties"))
        value = {str(key): argument(each, known, as_object(inner.get(str(key)))) for key, each in value.items()}
    return _typed(value, schema)


@lru_cache(maxsize=4096)
def pattern(text: str) -> re.Pattern[str]:
    """Return what finds a text in what somebody says, with a group for every value."""
    written, seen, place = "", set[str](), 0
    for found in _SLOT.finditer(text):
        written += _literal(text[place : found.start()])
        written += f"(?P={found[1]})" if found[1] in seen else f"(?P<{found[1]}>\\S(?:.*?\\S)??)"
        seen.add(found[1])
        place = found.end()
    return re.compile(written + _literal(text[place:]) + _END, re.IGNORECASE | re.DOTALL)


def found_in(text: str, template: str) -> dict[str, str] | None:
    """Return the values that a text gives to a template, in full or as "amount: 3"; None where it does not hold it."""
    short = _SHORT.fullmatch(template)
    for each in (template, f"{short[1]}: {short[2]}.") if short else (template,):
        matches = list(pattern(each).finditer(text))
        if matches:
            return {name: " ".join(value.split()) for name, value in matches[-1].groupdict().items()}
    return None


def _literal(text: str) -> str:
    """Return the pattern of plain text; a full stop ends a sentence, it is no decimal point."""
    bare = re.sub(r"(?:\\ )+", lambda _: r"\s+", re.escape(text))
    return re.sub(r"\\\.(?=\\s|$)", lambda _: rf"\.{_END}", bare)


def _value(found: re.Match[str], known: Values) -> Any:
    value = known[found[1]]
    if value is None:
        raise KeyError(found[1])
    return FILTERS[found[2]](value) if found[2] else value


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(_in_words, value)) if is_list(value) else str(value)


def _typed(value: Any, schema: Mapping[str, Any]) -> Any:
    kinds = {str(schema.get("type"))} | {str(as_object(each).get("type")) for each in schema.get("anyOf", ())}
    if "array" in kinds and isinstance(value, str):
        return [_typed(each.strip(), as_object(schema.get("items"))) for each in value.split(",") if each.strip()]
    if "string" in kinds or not isinstance(value, str):
        return str(value) if kinds == {"string"} else _whole(value)
    if "boolean" in kinds:
        return value.lower() in ("true", "yes", "on")
    return _whole(float(value.replace(",", ""))) if kinds & {"integer", "number"} else value


def _whole(value: Any) -> Any:
    """Return a number without a fraction as a whole one, so that 12 and 12.0 are one argument."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
