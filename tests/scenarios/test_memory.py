"""Memory: everybody remembers the last meetings that they took part in, as they alone saw them."""

from dramaturg.scenarios.memory import Meeting, Memory, Takeaway, memories_of


def meeting(number: int, **people: str) -> Meeting:
    """Return a meeting of people by name and id; each remembers its number."""
    return Meeting(
        people={persona_id: name for name, persona_id in people.items()},
        takeaways=tuple(
            Takeaway(role=name, remembers=f"{name}: the {number}.", stands={other: "well" for other in people})
            for name in people
        ),
    )


HELD = [
    meeting(1, kim="p1", noa="p2"),
    meeting(2, noa="p2", tal="p3"),
    meeting(3, kim="p1", noa="p2", tal="p3"),
]


def test_only_meetings_one_was_at_are_remembered_and_only_ones_own_part_of_them() -> None:
    assert [memory.remembers for memory in memories_of("p1", HELD, 5)] == ["kim: the 1.", "kim: the 3."]
    assert [memory.met for memory in memories_of("p1", HELD, 5)] == [("noa",), ("noa", "tal")]
    assert memories_of("p4", HELD, 5) == ()


def test_the_earliest_are_forgotten_first() -> None:
    assert [memory.remembers for memory in memories_of("p2", HELD, 2)] == ["noa: the 2.", "noa: the 3."]
    assert memories_of("p2", HELD, 0) == ()


def test_a_memory_names_people_as_people_do() -> None:
    told = Memory(met=("kim", "noa"), remembers="It rained.", stands={"kim": "I owe them an answer."}).told
    assert told == "With Kim, Noa: It rained.\nKim: I owe them an answer."
