"""Takes one brief through the production graph and reports what became of it."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from ..agents.tool_player import tool_player
from ..personas.persona import Origin
from ..runtime.chat import Models
from ..runtime.clock import Clock
from ..runtime.deadline import deadline
from ..runtime.errors import ContentError, ContentFault
from ..runtime.journal import Account
from ..runtime.sandbox import Sandbox
from ..scenarios.brief import Brief
from ..scenarios.kind import Kind
from ..scenarios.rubric import Rubric
from ..scenarios.spec import Refinement
from .cast import Cast
from .history import History
from .playground import Playground
from .production import Change, build
from .settler import Outcome
from .store import Step

Producer = Callable[[Brief], Coroutine[Any, Any, Outcome]]


def producer(
    models: Models,
    kind: Kind,
    rubric: Rubric,
    refinement: Refinement,
    clock: Clock,
    attempts: Mapping[str, int],
    history: History,
) -> Producer:
    """Return what turns a brief into an outcome; `attempts` says how often a brief was reopened.

    A content failure and a passed deadline end in the outcome. Endpoint, budget and ledger errors are raised:
    they are not the brief's.
    """
    graph, sandbox = build(kind.form), Sandbox()

    async def produce(brief: Brief) -> Outcome:
        account = Account(brief.id, attempt=attempts.get(brief.id, 0))
        account.simulated = models.rehearses("persona") and any(p.origin is not Origin.GIVEN for p in brief.people)
        state, steps, failure = Change(), list[Step](), None
        before, seconds = clock.monotonic(), refinement.deadline_seconds * brief.attempts
        limit: asyncio.Timeout | None = None
        try:
            async with Playground(tool_player(models, account)) as playground, deadline(seconds) as limit:
                earlier = history.before(brief.cell, brief.index)
                cast = Cast.of(models, account, kind, rubric, refinement.rounds, playground, sandbox, earlier)
                async for update in graph.astream({"brief": brief, "rounds": ()}, context=cast, stream_mode="updates"):
                    now = clock.monotonic()
                    for node, change in update.items():
                        state = state | change
                        steps.append(_step(node, state, now - before))
                    before = now
        except ContentError as error:
            failure = error
        except TimeoutError:
            if limit is None or not limit.expired():
                raise
            failure = _late(seconds, steps)
        return Outcome(
            brief=brief,
            account=account,
            plan=state.get("plan"),
            rounds=state.get("rounds", ()),
            verdict=state.get("verdict"),
            failure=failure,
            steps=steps,
        )

    return produce


def _step(node: str, state: Change, seconds: float) -> Step:
    round_number = max(len(state.get("rounds", ())) - 1, 0)
    return Step(node=node, round=round_number, duration_ms=round(seconds * 1000))


def _late(seconds: float, steps: list[Step]) -> ContentError:
    last = steps[-1].node if steps else "the start"
    return ContentError(ContentFault.DEADLINE, f"not finished after {seconds:g} s, last step: {last}", step=last)
