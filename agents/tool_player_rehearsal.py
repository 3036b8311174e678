"""The rehearsal part of the tool player: records of the state where the tool's form is theirs, else made-up values.

The same call is always answered alike: nobody remembers what was written.
"""

import json
import random
import re
from collections.abc import Iterator
from typing import Any, Final

from ..runtime.frozen import is_list, is_mapping
from ..runtime.identity import stream
from ..runtime.rehearsal.filler import Schema, fill
from ..runtime.rehearsal.scene import Scene, as_object
from ..runtime.rehearsal.stage import Lines, plays
from ..scenarios.arguments import misfits

_CALLED: Final = re.compile(r"^Answer for (\S+)\.$", re.MULTILINE)


@plays("*Played")
def answer(scene: Scene) -> Lines:
    """Answer in the tool's form."""
    named = _CALLED.search(scene.user)
    arguments = as_object(_read(scene.section("arguments")))
    rng = stream("played", named[1] if named else "", arguments)
    records = [*_records(_read(scene.section("state")))]
    return {"error": None, "value": _value(_form(scene.schema or {}), records, arguments, rng)}


def _read(text: str) -> object:
    """Return a section as JSON, which it need not be any more where an order was taken out of it."""
    try:
        return json.loads(text)
    except ValueError:
        return {}


def _form(schema: Schema) -> Schema:
    """Return the tool's own form: the reply may be null instead, beside an error."""
    branches = as_object(as_object(schema.get("properties")).get("value")).get("anyOf")
    return as_object(branches[0]) if is_list(branches) and branches else {}


def _records(state: object) -> Iterator[Lines]:
    """Yield every record of the state, however deep it lies."""
    if is_mapping(state):
        yield as_object(state)
    for each in state.values() if is_mapping(state) else state if is_list(state) else ():
        yield from _records(each)


def _value(form: Schema, records: list[Lines], arguments: Lines, rng: random.Random) -> Any:
    properties = as_object(form.get("properties"))
    if form.get("type") == "array" and (found := _fitting(as_object(form.get("items")), records, {})):
        return found
    if not properties:
        return fill(form, rng)
    if found := _fitting(form, records, arguments):
        return found[0]
    filled = {name: _value(as_object(each), records, arguments, rng) for name, each in properties.items()}
    return {name: _said(as_object(properties[name]), arguments.get(name), each) for name, each in filled.items()}


def _fitting(form: Schema, records: list[Lines], arguments: Lines) -> list[Lines]:
    """Return the records that have this form and say what the arguments say."""
    names = as_object(form.get("properties"))
    cut = [{name: record[name] for name in names if name in record} for record in records]
    return [
        record
        for record in cut
        if record and _fits(form, record) and all(record.get(name, said) == said for name, said in arguments.items())
    ]


def _said(form: Schema, given: object, filled: Any) -> Any:
    """Return what the call says under this name, if it can stand there."""
    return given if given is not None and _fits(form, given) else filled


def _fits(form: Schema, value: object) -> bool:
    return not any(True for _ in misfits(form, value))
