"""An endpoint in process whose mood a test decides, and which remembers when it was asked for what."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from dramaturg.runtime.clock import Clock
from dramaturg.runtime.errors import ContentError, ContentFault, EndpointError, EndpointFault


@dataclass(frozen=True)
class Answer:
    """What the endpoint does with one request. `permits_after` is what its `retry_after` means, in seconds."""

    seconds: float = 0.2
    fault: EndpointFault | None = None
    status: int | None = None
    retry_after: str | None = None
    permits_after: float = 0.0
    is_unusable: bool = False
    tokens_in: int = 10
    tokens_out: int = 20


@dataclass(frozen=True)
class Asked:
    """One request as it came in: when, and how many were being served then, itself included."""

    at: float
    key: str
    in_flight: int
    answer: Answer


Mood = Callable[["MoodyEndpoint", str], Answer]


@dataclass
class MoodyEndpoint:
    """A Sender. Its mood looks at it and at the idempotency key of a request, and says what becomes of that."""

    clock: Clock
    mood: Mood
    asked: list[Asked] = field(default_factory=list[Asked])
    attempts: Counter[str] = field(default_factory=Counter[str])
    early: list[Asked] = field(default_factory=list[Asked])
    """Requests that came before the time that somebody had been told."""
    in_flight: int = 0
    _closed_until: float = 0.0

    @property
    def now(self) -> float:
        return self.clock.monotonic()

    async def send(
        self, messages: list[BaseMessage], *, idempotency_key: str | None = None, **settings: Any
    ) -> ChatResult:
        key = idempotency_key or ""
        self.in_flight += 1
        try:
            answer = self.mood(self, key)
            self._note(Asked(self.now, key, self.in_flight, answer))
            await self.clock.sleep(answer.seconds)
        finally:
            self.in_flight -= 1
        if answer.fault is not None:
            raise self._failure(answer, answer.fault)
        if answer.is_unusable:
            raise ContentError(ContentFault.BROKEN_BODY, "no chat completion", text="<html>")
        return reply(answer.tokens_in, answer.tokens_out)

    def _note(self, asked: Asked) -> None:
        self.asked.append(asked)
        self.attempts[asked.key] += 1
        if asked.at < self._closed_until - 1e-6:
            self.early.append(asked)

    def _failure(self, answer: Answer, fault: EndpointFault) -> EndpointError:
        self._closed_until = max(self._closed_until, self.now + answer.permits_after)
        return EndpointError(
            fault, f"it said {fault}", fix="wait", status=answer.status, retry_after=answer.retry_after
        )


def refusal(retry_after: str | None = None, permits_after: float = 0.0, seconds: float = 0.05) -> Answer:
    """Return a 429."""
    return Answer(seconds, EndpointFault.RATE_LIMITED, 429, retry_after, permits_after)


def refusal_in_any_form(dice: Random, today: datetime, seconds: float) -> Answer:
    """Return a 429 whose Retry-After has any of the forms that servers send, none of them far away."""
    # A date has whole seconds: what it means is what is left until it when the answer arrives.
    date = (today + timedelta(seconds=4)).replace(microsecond=0)
    until_date = (date - today).total_seconds() - seconds
    forms: tuple[tuple[str | None, float], ...] = (
        (None, 0.0),
        ("2", 2.0),
        ("1.5", 1.5),
        ("700ms", 0.7),
        (format_datetime(date, usegmt=True), until_date),
        ("0", 0.0),
        ("-5", 0.0),
        ("nan", 0.0),
        ("inf", 0.0),
        ("soon", 0.0),
    )
    return refusal(*forms[dice.randrange(len(forms))], seconds)


def reply(tokens_in: int = 10, tokens_out: int = 20) -> ChatResult:
    """Return a chat result with these counts."""
    message = AIMessage(
        content="Good day.",
        usage_metadata={
            "input_tokens": tokens_in,
            "output_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    )
    return ChatResult(generations=[ChatGeneration(message=message)])


def question(text: str = "Good day?") -> list[BaseMessage]:
    """Return messages to send."""
    return [HumanMessage(text)]
