"""The call journal: a reply reaches an agent only after it is committed, and a committed one is never paid again."""

import asyncio
import json
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from sqlalchemy import func, select

from .budget import Limits, Spending
from .clock import Clock
from .errors import ContentError
from .frozen import Frozen
from .identity import digest, sampling_seed
from .ledger import Insert, Ledger, Reader, calls
from .models import ModelSpec, quirk_of, settings_for
from .prices import cost
from .prompt import Message
from .received import Received, Sender, received
from .structured import Form
from .text import clean

CHARACTERS_PER_TOKEN = 4
"""OpenAI's rule of thumb for English; it only serves budgets of endpoints that send no usage."""


_WITH_USAGE = calls.c.tokens_in + calls.c.tokens_out
"""A call's tokens as its endpoint counted them; NULL where it left a count out."""


class Usage(Frozen):
    """What an owner has spent. `cost_usd` is None where a price or a token count is unknown."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = 0.0


@dataclass
class Account:
    """What one owner (a brief, a seed, a persona) has asked of models, in order."""

    owner: str
    usage: Usage = field(default_factory=Usage)
    attempt: int = 0
    """How often this owner was reopened after a failure; a reopened one asks anew."""
    mended: list[str] = field(default_factory=list[str])
    simulated: bool = False

    def add(self, reply: Received, cost_usd: float | None, spec: ModelSpec) -> None:
        """Count one reply of a model, whether it was sent for or found in the journal."""
        spent = self.usage.cost_usd
        self.usage = Usage(
            calls=self.usage.calls + 1,
            tokens_in=self.usage.tokens_in + (reply.tokens_in or 0),
            tokens_out=self.usage.tokens_out + (reply.tokens_out or 0),
            cost_usd=None if spent is None or cost_usd is None else round(spent + cost_usd, 9),
        )
        self.simulated = self.simulated or spec.is_rehearsal


@dataclass(frozen=True)
class Call:
    """One request, identified by its owner, step, ordinal and body (DESIGN, section 3)."""

    owner: str
    step: str
    ordinal: int
    role: str
    spec: ModelSpec
    messages: tuple[Message, ...]
    form: Form | None
    """The request's response_format."""
    seeded: bool = True
    """Whether the endpoint takes a sampling seed."""

    def id(self, scenario_id: str) -> str:
        """Return the call's identity within a scenario; the sampling seed follows from it."""
        form = self.form.digest if self.form else None
        body = [self.spec.identity(), [(m.role, m.content) for m in self.messages], form]
        return digest("call", scenario_id, self.owner, self.step, self.ordinal, body)


def spending_of(ledger: Reader, limits: Limits, clock: Clock) -> Spending:
    """Return the spending that the calls in a ledger amount to: known costs, and tokens as they were counted then."""
    sums = select(
        func.count().label("calls"),
        func.coalesce(func.sum(_WITH_USAGE), 0).label("tokens"),
        func.coalesce(func.sum(calls.c.cost_usd), 0.0).label("cost_usd"),
    )
    row = ledger.read(sums)[0]
    tokens = row["tokens"] + _tokens_without_usage(ledger)
    return Spending(limits, clock, calls=row["calls"], tokens=tokens, cost_usd=row["cost_usd"])


def _tokens_without_usage(ledger: Reader) -> int:
    """Estimate the calls that came without usage, one by one: together, their texts need not fit into memory."""
    found = 0
    for row in ledger.read(select(calls.c.id).where(_WITH_USAGE.is_(None))):
        kept = ledger.read(select(calls).where(calls.c.id == row["id"]))[0]
        sent = (content for _, content in json.loads(kept["request"]))
        found += _counted(kept["tokens_in"], *sent) + _counted(kept["tokens_out"], kept["text"])
    return found


class Journal:
    """Sends calls and keeps their replies.

    Args:
        scenario_id: whose calls these are.
        ledger: where replies are kept.
        spending: the budget to draw on.
        clock: for latencies and dates, which belong to the trace and never to a row.
    """

    def __init__(self, scenario_id: str, ledger: Ledger, spending: Spending, clock: Clock) -> None:
        self._scenario_id = scenario_id
        self._ledger = ledger
        self._spending = spending
        self._clock = clock
        self._places: AbstractAsyncContextManager[None] = nullcontext()
        self._committed = {str(row["id"]) for row in ledger.read(select(calls.c.id))}

    def limit(self, in_flight: int) -> None:
        """Have at most so many calls that are sent and not committed yet; others wait before they are sent."""
        self._places = asyncio.Semaphore(in_flight)

    async def reply_to(self, call: Call, sender: Sender, account: Account) -> Received:
        """Return the committed reply to a call, sending it only where there is none.

        Raises:
            BudgetReached: a limit is met and the call is not in the journal.
            EndpointError: the endpoint gave no reply; nothing is journaled.
        """
        call_id = call.id(self._scenario_id)
        if call_id in self._committed:
            reply, cost_usd = self._recall(call_id)
        else:
            async with self._places:
                self._spending.reserve()
                reply, cost_usd = await self._send(call_id, call, sender)
        account.add(reply, cost_usd, call.spec)
        return reply

    def _recall(self, call_id: str) -> tuple[Received, float | None]:
        """Return what was committed; the cost too, since prices change and what was paid does not."""
        row = self._ledger.read(select(calls).where(calls.c.id == call_id))[0]
        kept: dict[str, Any] = {name: row[name] for name in _KEPT}
        simulation = row["simulation"]
        return Received(**kept, simulation=json.loads(simulation) if simulation else None), row["cost_usd"]

    async def _send(self, call_id: str, call: Call, sender: Sender) -> tuple[Received, float | None]:
        started, today = self._clock.monotonic(), self._clock.today()
        reply = await _exchange(call_id, call, sender)
        latency_ms = round((self._clock.monotonic() - started) * 1000)
        cost_usd = cost(call.spec, reply.tokens_in, reply.tokens_out)
        row = _row(call_id, call, reply) | {
            "cost_usd": cost_usd,
            "latency_ms": latency_ms,
            "started_at": today,
        }
        # Before the wait for the disk, which may be cancelled: the reply is paid for, and commits all the same.
        self._spending.settle(_tokens(call, reply), cost_usd)
        await self._ledger.commit(Insert(calls, (row,)))
        self._committed.add(call_id)
        return reply, cost_usd


def _tokens(call: Call, reply: Received) -> int:
    """Return a call's tokens for the budget; where an endpoint sends no usage, four characters count as one."""
    sent = (message.content for message in call.messages)
    return _counted(reply.tokens_in, *sent) + _counted(reply.tokens_out, reply.text)


def _counted(tokens: int | None, *texts: str) -> int:
    return sum(map(len, texts)) // CHARACTERS_PER_TOKEN if tokens is None else tokens


_KEPT = ("text", "fault", "finish_reason", "tokens_in", "tokens_out", "reasoning_tokens")

_MESSAGE_TYPES = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}


async def _exchange(call_id: str, call: Call, sender: Sender) -> Received:
    settings = settings_for(call.spec)
    if call.form is not None:
        settings["response_format"] = call.form
    if call.seeded and quirk_of(call.spec.name).seed:
        settings["seed"] = sampling_seed(call_id)
    try:
        result = await sender.send(_langchain(call.messages), idempotency_key=call_id, **settings)
    except ContentError as error:
        return Received(text=clean(error.text), fault=error.fault)
    return received(result)


def _langchain(messages: tuple[Message, ...]) -> list[BaseMessage]:
    return [_MESSAGE_TYPES[message.role](message.content) for message in messages]


def _row(call_id: str, call: Call, reply: Received) -> dict[str, Any]:
    return {
        "id": call_id,
        "owner": call.owner,
        "step": call.step,
        "ordinal": call.ordinal,
        "role": call.role,
        "model": call.spec.name,
        "request": json.dumps([(m.role, m.content) for m in call.messages], ensure_ascii=False),
        **reply.model_dump(include=set(_KEPT)),
        "simulation": json.dumps(reply.simulation) if reply.simulation else None,
    }
