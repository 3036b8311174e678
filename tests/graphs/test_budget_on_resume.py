"""What was spent before a resume still counts, whether or not every reply said what it cost."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from dramaturg.graphs.session import open_session
from dramaturg.runtime.budget import Limits, Spending
from dramaturg.runtime.capabilities import Ping
from dramaturg.runtime.clock import SystemClock
from dramaturg.runtime.errors import BudgetReached, ContentError, ContentFault, UsageError
from dramaturg.runtime.journal import Account, Call, Journal, spending_of
from dramaturg.runtime.ledger import Ledger
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.prompt import Message
from play import library_job

PRICED = ModelSpec(name="m", url="http://127.0.0.1:9/v1", price_in=100_000, price_out=100_000)
"""A token costs 0.1 USD."""


class Endpoint:
    """Says how many tokens a reply took, unless its body is broken."""

    sent: int = 0

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        self.sent += 1
        if "broken" in str(messages[-1].content):
            raise ContentError(ContentFault.BROKEN_BODY, "half a body", text="<html> of 23 characters")
        usage = {"input_tokens": 7, "output_tokens": 5, "total_tokens": 12}
        reply = AIMessage.model_validate({"content": '{"ok": true}', "usage_metadata": usage})
        return ChatResult(generations=[ChatGeneration(message=reply)])


class Unable(Endpoint):
    """An endpoint that ignores the form it is asked for."""

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        self.sent += 1
        return ChatResult(generations=[ChatGeneration(message=AIMessage("Certainly."))])


def call(words: str) -> Call:
    return Call("owner", words, 0, "critic", PRICED, (Message(role="user", content=words),), None)


async def journaled(ledger: Ledger, spending: Spending, *said: str) -> None:
    journal = Journal("scenario", ledger, spending, SystemClock())
    for words in said:
        await journal.reply_to(call(words), Endpoint(), Account("owner"))


def test_a_resumed_run_has_spent_what_the_stopped_one_had(tmp_path: Path) -> None:
    clock = SystemClock()
    stopped = Spending(Limits(), clock)
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        asyncio.run(journaled(ledger, stopped, "whole", "a broken one \U0001f600", "another"))
        resumed = spending_of(ledger, Limits(), clock)
    assert (stopped.calls, stopped.tokens) == (3, 12 + (14 // 4 + 23 // 4) + 12)
    assert (resumed.calls, resumed.tokens) == (stopped.calls, stopped.tokens)
    assert resumed.cost_usd == stopped.cost_usd == pytest.approx(2.4)


def test_a_reply_whose_commit_nobody_waited_for_is_counted(tmp_path: Path) -> None:
    reached, release = threading.Event(), threading.Event()
    armed: list[bool] = []

    def hold(point: str) -> None:
        if armed and point == "before_commit":
            reached.set()
            release.wait()

    async def cancelled(ledger: Ledger, spending: Spending) -> None:
        armed.append(True)
        asking = asyncio.ensure_future(journaled(ledger, spending, "whole"))
        await asyncio.to_thread(reached.wait)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        release.set()

    spending = Spending(Limits(), SystemClock())
    with Ledger.open(tmp_path / "ledger.sqlite", create=True, on_commit=hold) as ledger:
        asyncio.run(cancelled(ledger, spending))
    assert (spending.tokens, spending.cost_usd) == (12, pytest.approx(1.2))


def test_a_call_of_unknown_cost_does_not_give_the_limit_back(tmp_path: Path) -> None:
    endpoint = Endpoint()

    async def opened(limits: Limits, *said: str) -> None:
        scenario, seeds = library_job(models={"default": PRICED}, budget=limits)
        async with open_session(tmp_path / "run", scenario, seeds, senders=lambda spec: endpoint) as session:
            for words in said:
                chat = session.models.chat("critic", Account("owner"))
                asked = (Message(role="system", content="Reply."), Message(role="user", content=words))
                await chat.ask(words, asked, Ping)

    with pytest.raises(ContentError):
        asyncio.run(opened(Limits(cost_usd=5.0), "whole", "a broken one"))
    sent = endpoint.sent
    with pytest.raises(BudgetReached, match="cost_usd"):
        asyncio.run(opened(Limits(cost_usd=1.0), "more"))
    assert endpoint.sent == sent


def test_a_limit_of_cost_without_a_price_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    endpoint = Endpoint()
    unpriced = ModelSpec(name="m", url="http://127.0.0.1:9/v1")

    async def opened() -> None:
        scenario, seeds = library_job(models={"default": unpriced}, budget=Limits(cost_usd=1))
        async with open_session(tmp_path / "run", scenario, seeds, senders=lambda spec: endpoint):
            pass

    with pytest.raises(UsageError, match="price"):
        asyncio.run(opened())
    assert endpoint.sent == 0
    assert not (tmp_path / "run").exists()


def test_roles_whose_models_share_a_name_are_pinned_apart(tmp_path: Path) -> None:
    elsewhere = PRICED.model_copy(update={"url": "http://127.0.0.1:10/v1"})
    able, unable = Endpoint(), Unable()

    async def pins() -> dict[str, Any]:
        scenario, seeds = library_job(models={"default": PRICED, "judge": elsewhere})
        ways: dict[str | None, Endpoint] = {PRICED.url: able, elsewhere.url: unable}
        async with open_session(tmp_path / "run", scenario, seeds, senders=lambda spec: ways[spec.url]) as session:
            return session.ledger.get("capabilities")

    found = asyncio.run(pins())
    assert (found["default"]["json_schema"], found["judge"]["json_schema"]) == (True, False)
    sent = able.sent, unable.sent
    assert asyncio.run(pins()) == found
    assert (able.sent, unable.sent) == sent
