"""Annotators who say what a test has written down for them."""

from collections.abc import Mapping
from typing import TypeVar

from dramaturg.runtime.frozen import Reply
from dramaturg.scenarios.witness import Question
from witnesses import Nobody

T = TypeVar("T", bound=Reply)


class Annotators(Nobody):
    """Says one label after the other, and keeps what was shown.

    Args:
        labels: the labels, in the order of the calls.
    """

    def __init__(self, *labels: str) -> None:
        self._labels = iter(labels)
        self.shown: list[Mapping[str, object]] = []

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        """Say the next label."""
        assert number == len(self.shown) + 1, "every annotator is asked once, in order"
        self.shown.append(shown)
        return question.reply.model_validate({"reason": "it says so", "label": next(self._labels)})
