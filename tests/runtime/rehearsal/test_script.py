"""Tables fill their own slots; given values are never read as slots."""

import random

from dramaturg.runtime.rehearsal.script import Script

SCRIPT = Script({"line": "{A trade} met {a trade} on {day}.\n\n", "trade": "umpire", "day": "Monday\nFriday"})


def test_slots_come_from_values_tables_and_numbers() -> None:
    rng = random.Random(1)
    assert SCRIPT.pick(rng, "line", {"day": "Sunday"}) == "An umpire met an umpire on Sunday."
    assert SCRIPT.fill(rng, "{Day}/{day}", {}) in ("Monday/Monday", "Friday/Friday")
    assert 3 <= int(SCRIPT.fill(rng, "{n 3 5}", {})) <= 5


def test_a_value_that_looks_like_a_slot_stays_text() -> None:
    assert SCRIPT.fill(random.Random(1), "<{x}>", {"x": "{day} {0} {a.b}"}) == "<{day} {0} {a.b}>"


def test_entries_and_names() -> None:
    assert SCRIPT.entries("day") == ("Monday", "Friday")
    assert SCRIPT.entries("absent") == ()
    assert SCRIPT.names("d") == ["day"]
    assert sorted(SCRIPT.some(random.Random(1), "day", 5)) == ["Friday", "Monday"]
