"""AgentDojo's tasks of users as blueprints."""

import json
import re
from collections.abc import Iterator, Mapping

from ....runtime.identity import canonical
from ...blueprint import Blueprint, PlannedCall
from ...state import State
from ...values import tells
from .environment import seen
from .library import FunctionCall, UserTask, fresh_environment, suite_named

_PIECES = re.compile(r",\s|\n")


def user_tasks(suite: str) -> Mapping[str, Blueprint]:
    """Return a suite's tasks of users, by AgentDojo's names.

    They rest on a suite's own solution, which often skips the reads that would show an identifier: prove them before
    they are played. Which of them are solved is for AgentDojo's own `utility` to say; `tells` holds only such parts
    of the expected answer as stand in the environment, not sums and not sentences.

    Raises:
        UsageError: AgentDojo is not installed.
    """
    found, environment = suite_named(suite), fresh_environment(suite)
    state = seen(environment)
    return {
        name: _blueprint(task, task.ground_truth(environment), state)
        for name, task in sorted(found.user_tasks.items(), key=lambda item: int(item[0].rsplit("_", 1)[1]))
    }


def _blueprint(task: UserTask, calls: list[FunctionCall], state: State) -> Blueprint:
    return Blueprint(
        goal=f"You want this done, and ask for it in your own words: {task.PROMPT.strip()}",
        known=[],
        unknown=[],
        calls=[_planned(call) for call in calls],
        tells=list(_told(task.GROUND_TRUTH_OUTPUT, state)),
        forbidden=[],
        exit="You are done when all that you asked for is done or answered.",
    )


def _planned(call: FunctionCall) -> PlannedCall:
    return PlannedCall(actor="assistant", tool=call.function, arguments=json.dumps(dict(call.args), ensure_ascii=False))


def _told(output: str, state: State) -> Iterator[str]:
    shown = canonical(state)
    for piece in _PIECES.split(output):
        if piece.strip() and tells(shown, piece.strip()):
            yield piece.strip()
