"""A filler for any JSON Schema, so that a reply type without a part still gets a reply that fits."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeGuard

from ..frozen import is_list, is_mapping
from .patterns import matching

Schema = Mapping[str, Any]

_DEEPEST: Final = 6
"""From this depth on only what is required is filled, so that a recursive schema ends."""

_WORDS: Final = [
    "amber",
    "anchor",
    "barley",
    "basket",
    "beacon",
    "bridge",
    "canal",
    "cedar",
    "cellar",
    "chalk",
    "copper",
    "cotton",
    "ferry",
    "garden",
    "harbour",
    "kettle",
    "ladder",
    "lantern",
    "ledger",
    "linen",
    "market",
    "meadow",
    "orchard",
    "parcel",
    "pepper",
    "quarry",
    "ribbon",
    "river",
    "saddle",
    "signal",
]

_FORMATS: Final[dict[str, str]] = {
    "date": "2024-05-{:02d}",
    "date-time": "2024-05-{:02d}T09:30:00Z",
    "time": "09:{:02d}:00Z",
    "duration": "P{}D",
    "email": "desk{}@example.org",
    "hostname": "host{}.example.org",
    "ipv4": "192.0.2.{}",
    "ipv6": "2001:db8::{}",
    "uri": "https://example.org/{}",
    "uuid": "00000000-0000-4000-8000-0000000000{:02d}",
}


def fill(schema: Schema, rng: random.Random) -> Any:
    """Return a value that fits the schema."""
    return _Filler(schema, rng).value(schema, 0)


class _Filler:
    def __init__(self, root: Schema, rng: random.Random) -> None:
        self._root = root
        self._rng = rng

    def value(self, node: object, depth: int) -> Any:
        schema = self._resolved(node, depth)
        if "const" in schema:
            return schema["const"]
        if is_list(options := schema.get("enum")):
            return self._rng.choice(options)
        for choice in ("anyOf", "oneOf"):
            if is_list(branches := schema.get(choice)):
                return self._branch(schema, branches, choice, depth)
        return self._typed(_type_of(schema, self._rng), schema, depth)

    def _typed(self, kind: str, schema: Schema, depth: int) -> Any:
        makers: dict[str, Callable[[], Any]] = {
            "object": lambda: self._object(schema, depth),
            "array": lambda: self._array(schema, depth),
            "string": lambda: self._string(schema),
            "integer": lambda: self._integer(schema),
            "number": lambda: self._number(schema),
            "boolean": lambda: self._rng.random() < 0.5,
        }
        return makers[kind]() if kind in makers else None

    def _resolved(self, node: object, depth: int) -> Schema:
        """Return a node with its reference followed and its `allOf` joined."""
        schema = _as_schema(node)
        for _ in range(32):
            if not isinstance(schema.get("$ref"), str):
                break
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**_target(self._root, str(schema["$ref"])), **rest}
        for part in _list(schema.get("allOf")):
            schema = _joined(schema, self._resolved(part, depth))
        return schema

    def _branch(self, schema: Schema, branches: Sequence[object], choice: str, depth: int) -> Any:
        rest = {key: value for key, value in schema.items() if key != choice}
        resolved = [_joined(rest, self._resolved(branch, depth)) for branch in branches]
        if depth >= _DEEPEST:
            # The plainest branch ends a recursion.
            return self.value(min(resolved, key=_burden), depth + 1)
        return self.value(self._rng.choice(resolved), depth + 1)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        properties = _as_schema(schema.get("properties"))
        required = [str(name) for name in _list(schema.get("required"))]
        wanted = required if depth >= _DEEPEST else [*properties, *(n for n in required if n not in properties)]
        filled = {name: self.value(properties.get(name, {"type": "string"}), depth + 1) for name in wanted}
        extra = schema.get("additionalProperties")
        missing = int(schema.get("minProperties", 0)) - len(filled)
        if not filled and is_mapping(extra) and depth < _DEEPEST:
            missing = max(missing, 1)
        for number in range(missing):
            name = f"{_WORDS[number % len(_WORDS)]}_{number}" if number >= len(_WORDS) else _WORDS[number]
            filled[name] = self.value(extra if is_mapping(extra) else {"type": "string"}, depth + 1)
        return filled

    def _array(self, schema: Schema, depth: int) -> list[Any]:
        ahead = _list(schema.get("prefixItems"))
        least, most = int(schema.get("minItems", 0)), schema.get("maxItems")
        natural = least if depth >= _DEEPEST else max(least, self._rng.randint(1, 3), len(ahead))
        count = natural if most is None else min(natural, int(most))
        items = [self.value(ahead[i] if i < len(ahead) else schema.get("items"), depth + 1) for i in range(count)]
        return self._distinct(items, schema, least, depth) if schema.get("uniqueItems") else items

    def _distinct(self, items: list[Any], schema: Schema, least: int, depth: int) -> list[Any]:
        kept: list[Any] = []
        for item in items:
            if item not in kept:
                kept.append(item)
        for _ in range(200):
            if len(kept) >= least:
                break
            item = self.value(schema.get("items"), depth + 1)
            if item not in kept:
                kept.append(item)
        return kept

    def _string(self, schema: Schema) -> str:
        if isinstance(pattern := schema.get("pattern"), str):
            return matching(pattern, self._rng, int(schema.get("minLength", 0)), schema.get("maxLength"))
        if (form := schema.get("format")) in _FORMATS:
            return _FORMATS[str(form)].format(self._rng.randint(1, 28))
        least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
        text = " ".join(self._rng.choice(_WORDS) for _ in range(self._rng.randint(2, 6)))
        while len(text) < least:
            text = f"{text} {self._rng.choice(_WORDS)}"
        return text if most is None else text[: int(most)].strip().ljust(least, "s")

    def _integer(self, schema: Schema) -> int:
        low, high = _bounds(schema, 1)
        step = int(schema.get("multipleOf", 1)) or 1
        first, last = -(-int(low // 1 + (low % 1 > 0)) // step), int(high // step)
        return self._rng.randint(first, max(first, last)) * step

    def _number(self, schema: Schema) -> float:
        low, high = _bounds(schema, 0)
        if step := schema.get("multipleOf"):
            return self._rng.randint(-int(-low // step), max(-int(-low // step), int(high // step))) * step
        drawn = low + (high - low) * self._rng.uniform(0.1, 0.9)
        rounded = round(drawn, 2)
        return rounded if low < rounded < high else drawn


def _bounds(schema: Schema, step: int) -> tuple[float, float]:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if above is not None and (low is None or above >= low):
        low = above + step
    if below is not None and (high is None or below <= high):
        high = below - step
    if low is None:
        low = 0 if high is None or high >= 0 else high - 100
    return low, low + 100 if high is None else high


def _type_of(schema: Schema, rng: random.Random) -> str:
    kind = schema.get("type")
    if is_list(kind):
        named = [str(name) for name in kind if name != "null"]
        return rng.choice(named) if named else "null"
    if isinstance(kind, str):
        return kind
    if "properties" in schema or "required" in schema:
        return "object"
    return "array" if "items" in schema or "prefixItems" in schema else "string"


def _burden(schema: Schema) -> int:
    """Return how much a branch asks for; references inside it weigh most."""
    return {"null": 0, "object": 10, "array": 5}.get(str(schema.get("type")), 1) + 20 * ("$ref" in str(schema))


def _joined(one: Schema, other: Schema) -> Schema:
    """Return both schemas in one: properties and required names add up, the second wins elsewhere."""
    joined = {key: value for key, value in {**one, **other}.items() if key != "allOf"}
    properties = {**_as_schema(one.get("properties")), **_as_schema(other.get("properties"))}
    if properties:
        joined["properties"] = properties
    required = [*_list(one.get("required")), *_list(other.get("required"))]
    if required:
        joined["required"] = list(dict.fromkeys(map(str, required)))
    return joined


def _target(root: Schema, reference: str) -> Schema:
    node: object = root
    for step in reference.removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        node = node.get(name) if is_mapping(node) else None
    return _as_schema(node)


def _as_schema(node: object) -> Schema:
    return node if _is_schema(node) else {}


def _is_schema(node: object) -> TypeGuard[Schema]:
    return isinstance(node, Mapping)


def _list(value: object) -> list[object]:
    return value if is_list(value) else []
