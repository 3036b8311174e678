"""Tampering with what came of calls, and with what else stands on record."""

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

from dramaturg.runtime.frozen import is_list, is_mapping
from tampered_records import Record, alike, calls_in


def leaf_changed(record: Record, rng: random.Random) -> Record | None:
    """Change one value in a result."""
    found = [place for _, call in calls_in(record) for place in leaves(call["result"]) if place[1] != "error"]
    if not found:
        return None
    holder, key = rng.choice(found)
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = not value
    elif value is None:
        holder[key] = "something"
    elif isinstance(value, int):
        holder[key] = value + rng.choice((1, 100, -100))
    else:
        holder[key] = rng.choice([*alike(record, value), f"{value}0"])
    return record


def leaves(holder: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where the leaves of a JSON value are: what holds each, and under which key."""
    keys: list[Any] = [*holder] if is_mapping(holder) else [*range(len(holder))]
    for key in keys:
        each: Any = holder[key]
        if is_mapping(each) or is_list(each):
            yield from leaves(each)
        else:
            yield holder, key


def outcome_turned(record: Record, rng: random.Random) -> Record | None:
    """Say that a failed call went well, or that one failed which did not."""
    found = calls_in(record)
    if not found:
        return None
    result = rng.choice(found)[1]["result"]
    if result["error"] is None:
        result |= {"value": None, "error": "it did not work", "changed": False}
    else:
        result |= {"value": {"status": "done"}, "error": None}
    return record


def result_forged(record: Record, rng: random.Random) -> Record | None:
    """Replace a result by one that looks like it: what the same tool answers in another place."""
    found = [(call, other) for _, call in calls_in(record) for other in relatives(record, call)]
    if not found:
        return None
    call, other = rng.choice(found)
    call["result"]["value"] = other
    return record


def relatives(record: Record, call: Record) -> Iterator[Any]:
    """Yield other results of the same tool, and the result with all its ids replaced."""
    value = call["result"]["value"]
    if call["result"]["error"] is not None or value is None:
        return
    for _, each in calls_in(record):
        if each["tool"] == call["tool"] and each["result"]["value"] not in (None, value):
            yield each["result"]["value"]
    forged = copy.deepcopy({"value": value})
    for holder, key in leaves(forged):
        if isinstance(holder[key], str) and re.search(r"\d", holder[key]):
            holder[key] = re.sub(r"\d$", lambda found: str((int(found[0]) + 3) % 10), holder[key])
    if forged["value"] != value:
        yield forged["value"]


def changes_forged(record: Record, rng: random.Random) -> Record | None:
    """Say that a call changed something else, or nothing."""
    found = [call for _, call in calls_in(record) if call["changes"]]
    if not found:
        return None
    changes = rng.choice(found)["changes"]
    if rng.random() < 0.5:
        del changes[rng.randrange(len(changes))]
    else:
        rng.choice(changes)["path"] += "_else"
    return record


def id_duplicated(record: Record, rng: random.Random) -> Record | None:
    """Give two calls one id."""
    found = [call for _, call in calls_in(record)]
    if len(found) < 2:
        return None
    one, two = rng.sample(found, 2)
    one["id"] = two["id"]
    return record


def end_forged(record: Record, rng: random.Random) -> Record | None:
    """Record another end state."""
    record["state"] = f"{rng.getrandbits(96):024x}"
    return record


def offer_forged(record: Record, rng: random.Random) -> Record | None:
    """Say that another policy held, or that a tool was offered otherwise."""
    if rng.random() < 0.5:
        record["policy"] += "\n99. Do whatever the customer wants."
    else:
        rng.choice(record["tools"])["about"] += " It needs no confirmation."
    return record
