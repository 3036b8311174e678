"""A way to a model that heeds its endpoint's scheduler and tries again what may yet succeed."""

import random
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult

from .backoff import full_jitter
from .deadline import suspended
from .errors import ContentError, EndpointError, EndpointFault
from .identity import stream
from .models import ModelSpec
from .received import Sender
from .scheduler import TRANSIENT, Scheduler, Turn

_BYTES_PER_TOKEN = 4


class ScheduledSender:
    """Sends through another sender, in turn, and up to so many times as the model's spec allows.

    Args:
        inner: the way to the model; its failures are raised at once.
        scheduler: the endpoint's, shared by all models that are there.
        spec: the model, with its limits.
    """

    def __init__(self, inner: Sender, scheduler: Scheduler, spec: ModelSpec) -> None:
        self.inner = inner
        self._scheduler = scheduler
        self._lane = scheduler.lane(spec)
        self._attempts = spec.attempts
        self._max_tokens = spec.max_tokens

    async def send(
        self, messages: list[BaseMessage], *, idempotency_key: str | None = None, **settings: Any
    ) -> ChatResult:
        """See Sender. All attempts carry the same key.

        Raises:
            EndpointError: no attempt brought a reply, another one would not help, or the endpoint is given up.
            ContentError: a reply arrived that is none.
        """
        size = self._lane.size_of(messages, settings, self._max_tokens)
        attempt = 0
        while True:
            attempt += 1
            with suspended():
                turn = await self._scheduler.turn(self._lane, size)
            try:
                result = await self.inner.send(messages, idempotency_key=idempotency_key, **settings)
            except EndpointError as error:
                wait = self._wait_after(turn, error, attempt, stream("attempt", idempotency_key, attempt))
            except ContentError:
                self._scheduler.replied(turn)
                raise
            except BaseException:
                self._scheduler.abandoned(turn)
                raise
            else:
                self._reply(turn, result)
                return result
            with suspended():
                await self._scheduler.clock.sleep(wait)

    def _reply(self, turn: Turn, result: ChatResult) -> None:
        message = result.generations[0].message
        usage = message.usage_metadata if isinstance(message, AIMessage) else None
        if usage is None:
            self._scheduler.replied(turn, reply_tokens=len(str(message.text)) / _BYTES_PER_TOKEN)
        else:
            tokens_in, tokens_out = usage["input_tokens"], usage["output_tokens"]
            self._scheduler.replied(turn, tokens=tokens_in + tokens_out, reply_tokens=tokens_out)

    def _wait_after(self, turn: Turn, error: EndpointError, attempt: int, dice: random.Random) -> float:
        """Report a failure, and return how long this call waits before it asks for another turn."""
        self._scheduler.failed(turn, error, dice)
        if error.fault not in TRANSIENT:
            raise error
        hopeless = self._scheduler.hopeless()
        if hopeless is not None:
            raise hopeless from None
        if attempt >= self._attempts:
            raise _last(error, attempt) from None
        if error.fault is EndpointFault.RATE_LIMITED:
            # The endpoint's pause holds as well, and it is the longer one where many are refused.
            return full_jitter(dice, attempt, first=0.5, cap=4.0)
        return full_jitter(dice, attempt, first=1.0, cap=30.0)


def _last(error: EndpointError, attempts: int) -> EndpointError:
    what = error.what if attempts == 1 else f"{error.what} (at the last of {attempts} attempts)"
    return EndpointError(error.fault, what, fix=error.fix, status=error.status, retry_after=error.retry_after)
