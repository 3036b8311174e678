"""Memory: what the members of a group take away from a meeting, and what is left of it when they meet again."""

from collections.abc import Sequence

from ..runtime.frozen import Frozen, Reply
from .names import called


class Wish(Reply):
    """Something that somebody would now ask an AI assistant, and why."""

    situation: str
    request: str


class Takeaway(Reply):
    """What one member takes away from a meeting; nobody else hears of it."""

    role: str
    remembers: str
    stands: dict[str, str]
    """Name of each of the others → how this member now stands to them."""
    wishes: tuple[Wish, ...] = ()


class Memory(Reply):
    """A meeting as one of those who were there remembers it."""

    met: tuple[str, ...]
    """Who else was there, by name."""
    remembers: str
    stands: dict[str, str]

    @property
    def told(self) -> str:
        """The memory in lines."""
        stands = (f"{called(name)}: {how}" for name, how in self.stands.items())
        return "\n".join((f"With {', '.join(map(called, self.met))}: {self.remembers}", *stands))


class Meeting(Frozen):
    """What is kept of an accepted meeting: who was there, and what they took away."""

    people: dict[str, str]
    """Persona id → the name by which they were there."""
    takeaways: tuple[Takeaway, ...]


def memories_of(persona_id: str, meetings: Sequence[Meeting], most: int) -> tuple[Memory, ...]:
    """Return what somebody remembers of the last meetings that they took part in, the earliest first.

    Args:
        persona_id: who remembers.
        meetings: all that may be remembered, in their order.
        most: how many are not forgotten yet.
    """
    found: list[Memory] = []
    for meeting in reversed(meetings):
        if len(found) == most:
            break
        name = meeting.people.get(persona_id)
        found += [_memory(taken, meeting) for taken in meeting.takeaways if taken.role == name]
    return tuple(reversed(found))


def _memory(taken: Takeaway, meeting: Meeting) -> Memory:
    met = tuple(name for name in meeting.people.values() if name != taken.role)
    return Memory(met=met, remembers=taken.remembers, stands=taken.stands)
