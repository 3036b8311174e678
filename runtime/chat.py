"""The one way to a model, for every agent: ask for a typed reply on behalf of somebody."""

from collections.abc import Mapping
from typing import TypeVar

from .capabilities import Capabilities
from .errors import ContentError, ContentFault
from .frozen import Reply
from .journal import Account, Call, Journal
from .models import ModelSpec
from .prompt import Message
from .received import Received, Sender
from .structured import Unusable, read, response_format, schema_notice

T = TypeVar("T", bound=Reply)

_FINAL = frozenset({ContentFault.REFUSAL, ContentFault.FILTERED})
"""Faults that showing the model its error does not mend."""

_UNSEEN = frozenset({ContentFault.BROKEN_BODY, ContentFault.NO_CHOICES, ContentFault.EMPTY})
"""Faults of the way here rather than of the words: the same is asked again, with another sampling seed."""

REPAIR = (
    "That reply cannot be used. {error} Reply again with the whole corrected JSON object only: no code fence, "
    "no words before or after it."
)


class Chat:
    """One role's line to its model on behalf of one owner.

    Args:
        role: who speaks (generator, critic, judge …).
        spec: the model that plays the role.
        sender: the way to that model.
        capabilities: what its endpoint can do.
        journal: keeps every reply.
        account: whom the calls are counted for.
    """

    def __init__(
        self, role: str, spec: ModelSpec, sender: Sender, capabilities: Capabilities, journal: Journal, account: Account
    ) -> None:
        self._role = role
        self._spec = spec
        self._sender = sender
        self._capabilities = capabilities
        self._journal = journal
        self._account = account

    @property
    def owner(self) -> str:
        """The id of whom the calls are counted for."""
        return self._account.owner

    async def ask(self, step: str, messages: tuple[Message, ...], expected: type[T]) -> T:
        """Return the model's reply as `expected`, after at most one repair round.

        Raises:
            ContentError: the second reply is unusable too, or the first was a refusal or was filtered.
            EndpointError: the endpoint gave no reply.
            BudgetReached: a limit of the budget is met.
        """
        asked = self._with_notice(messages, expected)
        reply = await self._reply(step, 0, asked, expected)
        found = read(reply, expected)
        if isinstance(found, Unusable) and found.fault not in _FINAL:
            reply = await self._reply(step, 1, _once_more(asked, reply, found), expected)
            found = read(reply, expected)
            self._account.mended.append(f"{step}:asked_again")
        if isinstance(found, Unusable):
            raise ContentError(found.fault, f"{self._role} at {step}: {found.error}", text=reply.text, step=step)
        value, mended = found
        self._account.mended.extend(f"{step}:{name}" for name in mended)
        return value

    async def _reply(self, step: str, ordinal: int, messages: tuple[Message, ...], expected: type[Reply]) -> Received:
        form = response_format(expected, self._capabilities.rung)
        path = f"{step}~{self._account.attempt}" if self._account.attempt else step
        call = Call(self.owner, path, ordinal, self._role, self._spec, messages, form, self._capabilities.seed)
        return await self._journal.reply_to(call, self._sender, self._account)

    def _with_notice(self, messages: tuple[Message, ...], expected: type[Reply]) -> tuple[Message, ...]:
        notice = schema_notice(expected, self._capabilities.rung)
        system = Message(role="system", content=messages[0].content + notice)
        return (system, *messages[1:])


def _once_more(messages: tuple[Message, ...], reply: Received, unusable: Unusable) -> tuple[Message, ...]:
    if unusable.fault in _UNSEEN:
        return messages
    return (
        *messages,
        Message(role="assistant", content=reply.text),
        Message(role="user", content=REPAIR.format(error=unusable.error)),
    )


class Models:
    """Who plays which role in a run.

    Args:
        specs: role → model; `default` plays every role that is not named.
        senders: model spec → the way to it.
        capabilities: model spec → what its endpoint can do, as pinned in the run.
        journal: keeps every reply.
    """

    def __init__(
        self,
        specs: Mapping[str, ModelSpec],
        senders: Mapping[ModelSpec, Sender],
        capabilities: Mapping[ModelSpec, Capabilities],
        journal: Journal,
    ) -> None:
        self._specs = specs
        self._senders = senders
        self._capabilities = capabilities
        self._journal = journal

    def limit(self, in_flight: int) -> None:
        """Have at most so many calls in flight, whoever makes them."""
        self._journal.limit(in_flight)

    def rehearses(self, role: str) -> bool:
        """Whether a rehearsal model plays this role."""
        return self._specs.get(role, self._specs["default"]).is_rehearsal

    def chat(self, role: str, account: Account) -> Chat:
        """Return a role's line to its model."""
        spec = self._specs.get(role, self._specs["default"])
        return Chat(role, spec, self._senders[spec], self._capabilities[spec], self._journal, account)
