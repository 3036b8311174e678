"""Witnesses who read: played by the rehearsal model from the prompts that a real one would see."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar

from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.runtime.sandbox import PROGRAM, STANDARD, Execution, Limits, Sandbox
from dramaturg.scenarios.witness import Question
from rehearse import request, said

T = TypeVar("T", bound=Reply)


class Readers:
    """Witnesses of the rehearsal model; some of them can be told what to say instead.

    Args:
        told: witness → what it says whenever it is asked.
    """

    simulated = True

    def __init__(self, told: Mapping[str, Reply] | None = None) -> None:
        self._told = told or {}
        self.asked: list[tuple[str, dict[str, object]]] = []

    async def ask(self, question: Question[T], number: int = 1, **shown: object) -> T:
        """See Witnesses."""
        self.asked.append((question.witness, shown))
        if question.witness in self._told:
            return question.reply.model_validate(self._told[question.witness].model_dump())
        messages = question.prompt.render("test", question.witness, str(number), **shown)
        return question.reply.model_validate(json.loads(said(perform(request(messages, question.reply, seed=number)))))

    async def execute(
        self, files: Mapping[str, str], command: Sequence[str] = (PROGRAM,), limits: Limits = STANDARD
    ) -> Execution:
        """See Witnesses."""
        return await Sandbox().run(files, command, limits)
