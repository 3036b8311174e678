"""From a model's name to the way to it."""

from urllib.parse import urlsplit

from pydantic import SecretStr

from .addresses import is_local, url_of
from .clock import Clock
from .environment import setting
from .errors import UsageError
from .lean import LeanChatOpenAI
from .models import ModelSpec
from .received import Sender
from .rehearsal.model import RehearsalChat
from .scheduled import ScheduledSender
from .scheduler import Scheduler
from .stock import StockSender

READ_TIMEOUT = 120.0
"""Seconds without a byte after which an attempt is given up."""


class Senders:
    """The ways to the models of one run: those at the same endpoint share its scheduler.

    Args:
        clock: where time comes from.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._schedulers: dict[str, Scheduler] = {}

    def __call__(self, spec: ModelSpec) -> Sender:
        """Return the way to a model, by turns and with retries. The built-in rehearsal model needs neither.

        Raises:
            UsageError: see sender_for.
        """
        sender = sender_for(spec)
        if isinstance(sender, RehearsalChat):
            return sender
        address = url_of(spec).rstrip("/")
        scheduler = self._schedulers.setdefault(address, Scheduler(self._clock))
        return ScheduledSender(sender, scheduler, spec)

    def throttled(self) -> str:
        """Return why calls wait, as in `429, 12 s`, or nothing where none does; several endpoints are named."""
        reasons = {address: why for address, each in self._schedulers.items() if (why := each.throttled())}
        if len(self._schedulers) < 2:
            return "".join(reasons.values())
        return ", ".join(f"{urlsplit(address).hostname}: {why}" for address, why in reasons.items())


def sender_for(spec: ModelSpec) -> Sender:
    """Return the bare way to a model: one attempt, at once.

    Raises:
        UsageError: the model needs a key and there is none; nothing was sent.
    """
    if spec.is_rehearsal and spec.url is None:
        return RehearsalChat(model=spec.name)
    url = url_of(spec)
    lean = LeanChatOpenAI(
        model=spec.name,
        base_url=url,
        api_key=SecretStr(_key(spec, url)),
        deadline=spec.deadline_seconds,
        read_timeout=min(READ_TIMEOUT, spec.deadline_seconds),
    )
    return lean if spec.client == "lean" else StockSender(lean)


async def close(sender: Sender) -> None:
    """Close a sender's connections, if it has any."""
    if isinstance(sender, ScheduledSender):
        sender = sender.inner
    if isinstance(sender, LeanChatOpenAI | StockSender):
        await sender.aclose()


def _key(spec: ModelSpec, url: str) -> str:
    if spec.is_rehearsal:
        return "none"  # nobody's key is for an endpoint that rehearses
    key = setting(spec.key_env)
    if key or is_local(url):
        return key or "none"
    raise UsageError(
        f"model {spec.name!r} needs a key for its endpoint, and {spec.key_env} is not set",
        fix=f"export {spec.key_env}=… (or put it into .env), or rehearse without a key: --model rehearsal",
    )
