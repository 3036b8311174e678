"""Wanted calls: how formats without ids write calls, and how they are told apart again by their order."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..runtime.frozen import Frozen
from ..scenarios.chat_form import ChatCall, ChatMessage


class Wanted(Frozen):
    """A call without an id."""

    name: str
    arguments: dict[str, Any]


def wanted(call: ChatCall) -> Wanted:
    """Return a call without its id."""
    return Wanted(name=call.name, arguments=call.arguments)


class Numbering:
    """Gives calls their ids while a chat is read, and each result the id of the call that it answers by its place."""

    def __init__(self) -> None:
        self._made = 0
        self._waiting: tuple[str, ...] = ()

    def calls(self, made: Sequence[Wanted]) -> tuple[ChatCall, ...]:
        """Return calls with their ids."""
        calls = tuple(
            ChatCall(id=f"call_{number}", name=each.name, arguments=each.arguments)
            for number, each in enumerate(made, self._made + 1)
        )
        self._made += len(calls)
        self._waiting = tuple(call.id for call in calls)
        return calls

    def results(self, texts: Sequence[str]) -> Iterator[ChatMessage]:
        """Yield the results of the calls that were made last.

        Raises:
            ValueError: they are not as many as the calls.
        """
        if not texts or len(texts) != len(self._waiting):
            raise ValueError(f"{len(texts)} results follow {len(self._waiting)} calls")
        for answers, text in zip(self._waiting, texts, strict=True):
            yield ChatMessage(role="tool", content=text, answers=answers)
        self._waiting = ()
