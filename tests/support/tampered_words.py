"""Tampering with what was said."""

import random
import re
from collections.abc import Callable

from tampered_records import Record, calls_in, words
from trajectories import IN_WORDS


def value_misstated(record: Record, rng: random.Random) -> Record | None:
    """Let the assistant tell another value than the one that the user must hear."""
    return _said_otherwise(
        record, rng, lambda value: re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), value, count=1)
    )


def value_grown(record: Record, rng: random.Random) -> Record | None:
    """Let the value stand in the words as a part of a longer one only."""
    return _said_otherwise(record, rng, lambda value: rng.choice((f"1{value}", f"{value}7", f"7{value}1")))


def value_unsaid(record: Record, rng: random.Random) -> Record | None:
    """Let the assistant not tell a value."""
    return _said_otherwise(record, rng, lambda _: "...")


def value_said_by_user(record: Record, rng: random.Random) -> Record | None:
    """Let the user say what they should have been told."""
    value = next(iter(record["blueprint"]["tells"]), "")
    tampered = _said_otherwise(record, rng, lambda _: "as you say")
    if tampered is not None and words(tampered, "user"):
        words(tampered, "user")[-1]["text"] += f" So it is {value}."
    return tampered


def _said_otherwise(record: Record, rng: random.Random, other: Callable[[str], str]) -> Record | None:
    if not record["blueprint"]["tells"]:
        return None
    value = str(rng.choice(record["blueprint"]["tells"]))
    new = other(value)
    for act in words(record, "assistant"):
        grouped = f"{int(value[:-3]):,}{value[-3:]}" if re.fullmatch(r"\d+\.\d\d", value) else value
        for each in (grouped, value, IN_WORDS.get(value, value)):
            act["text"] = re.sub(rf"(?<![\w.]){re.escape(each)}(?![\w])", new, act["text"])
    return record


def id_untold(record: Record, rng: random.Random) -> Record | None:
    """Let nobody say an id that the assistant uses all the same, and uses rightly."""
    said = " ".join(act["text"] for act in words(record, "user"))
    used = {
        value
        for act, call in calls_in(record)
        for value in call["arguments"].values()
        if act["actor"] == "assistant" and isinstance(value, str) and re.search(r"\d{4}", value)
    }
    found = sorted(value for value in used if value.lower() in said.lower())
    if not found:
        return None
    value = rng.choice(found)
    for act in words(record, "user"):
        act["text"] = re.sub(
            re.escape(value), rng.choice(("that one", value[:-1], f"{value}9")), act["text"], flags=re.I
        )
    return record
