"""What an endpoint can do, found out with a few tiny requests, once, and pinned in the run."""

from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.outputs import ChatResult

from .errors import ContentError, EndpointError, EndpointFault
from .frozen import Frozen, Reply
from .models import ModelSpec, settings_for
from .received import Sender, received
from .structured import Rung, Unusable, read, response_format


class Capabilities(Frozen):
    """What worked when it was tried; what a run has no use for is only tried by `probe`."""

    json_schema: bool
    json_object: bool
    seed: bool
    tools: bool = False
    logprobs: bool = False
    usage: bool = False
    """Replies say how many tokens they cost."""

    @property
    def rung(self) -> Rung:
        """The best rung of the ladder."""
        if self.json_schema:
            return Rung.JSON_SCHEMA
        return Rung.JSON_OBJECT if self.json_object else Rung.PLAIN


REHEARSED = Capabilities(json_schema=True, json_object=True, tools=True, seed=True, logprobs=False, usage=True)
"""What the rehearsal model can do, in process and over HTTP; it is known, so it is not asked."""


class Ping(Reply):
    """What a probe asks for."""

    ok: bool


QUESTION = 'Reply with this JSON object and nothing else: {"ok": true}'

TOOL = {
    "type": "function",
    "function": {
        "name": "report",
        "description": "Report that all is well.",
        "parameters": {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]},
    },
}


_CANNOT = frozenset({EndpointFault.BAD_REQUEST, EndpointFault.NOT_FOUND, EndpointFault.SERVER})
"""How an endpoint that answers plain requests turns down what it does not know."""


async def probe(spec: ModelSpec, sender: Sender) -> Capabilities:
    """Find out all that an endpoint can do.

    Raises:
        EndpointError: it cannot be reached, refuses the key, or does not know the model.
    """
    if spec.is_rehearsal:
        return REHEARSED
    plain = await _plain(spec, sender)
    return Capabilities(
        **await _run_needs(spec, sender),
        tools=_calls_tool(await _tried(spec, sender, {"tools": [TOOL], "tool_choice": "required"})),
        logprobs=_has_logprobs(await _tried(spec, sender, {"logprobs": True})),
        usage=plain is not None and received(plain).tokens_in is not None,
    )


async def probe_for_run(spec: ModelSpec, sender: Sender) -> Capabilities:
    """Find out what a run has to know of an endpoint.

    Raises:
        EndpointError: see probe.
    """
    if spec.is_rehearsal:
        return REHEARSED
    await _plain(spec, sender)
    return Capabilities(**await _run_needs(spec, sender))


async def _run_needs(spec: ModelSpec, sender: Sender) -> dict[str, bool]:
    return {
        "json_schema": _is_ping(await _tried(spec, sender, _form(Rung.JSON_SCHEMA))),
        "json_object": _is_ping(await _tried(spec, sender, _form(Rung.JSON_OBJECT))),
        "seed": await _tried(spec, sender, {"seed": 1}) is not None,
    }


async def _plain(spec: ModelSpec, sender: Sender) -> ChatResult | None:
    """Return the reply to a request without anything special, None where it cannot be read."""
    try:
        return await sender.send([HumanMessage(QUESTION)], **settings_for(spec))
    except ContentError:
        return None


def _form(rung: Rung) -> dict[str, Any]:
    return {"response_format": response_format(Ping, rung)}


async def _tried(spec: ModelSpec, sender: Sender, settings: dict[str, Any]) -> ChatResult | None:
    """Return the reply, or None where the endpoint, which has answered a plain request, does not take this one."""
    try:
        return await sender.send([HumanMessage(QUESTION)], **settings_for(spec), **settings)
    except ContentError:
        return None
    except EndpointError as error:
        if error.fault not in _CANNOT:
            raise
        if error.fault is EndpointFault.SERVER:
            await _plain(spec, sender)  # an outage, which this would raise, says nothing about the request
        return None


def _is_ping(result: ChatResult | None) -> bool:
    return result is not None and not isinstance(read(received(result), Ping), Unusable)


def _calls_tool(result: ChatResult | None) -> bool:
    message = result.generations[0].message if result else None
    return isinstance(message, AIMessage) and bool(message.tool_calls)


def _has_logprobs(result: ChatResult | None) -> bool:
    return result is not None and bool((result.generations[0].generation_info or {}).get("logprobs"))
