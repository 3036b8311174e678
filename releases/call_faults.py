"""Call faults: what may be wrong with the tools, calls and results of a chat.

A call has an id of its own, names a tool that is offered, fits its schema, and is answered exactly once, before
anything else is said and in the order of the calls: templates show no ids, so order is all that a model sees.
"""

from collections import Counter
from collections.abc import Iterator

from ..scenarios.arguments import misfits
from ..scenarios.chat_form import ChatForm, ChatMessage
from .exporter import Dropped

TOOL_TWICE = "two tools share a name"
NO_SCHEMA = "a tool's parameters are no schema of an object"
CALL_TWICE = "two calls share an id"
NOT_OFFERED = "a call names a tool that is not offered"
MISFIT = "a call's arguments do not fit the tool's schema"
NO_REPLY = "a call has no reply before the next message"
STRAY_REPLY = "a reply answers no call that waits for one"
DISORDERED = "replies do not stand in the order of their calls"


def call_faults(form: ChatForm) -> Iterator[Dropped]:
    """Find what is wrong with the tools of a chat, with what is called and with what answers it."""
    yield from _tools(form)
    yield from _calls(form)
    yield from _replies(form)


def _tools(form: ChatForm) -> Iterator[Dropped]:
    for name, number in Counter(tool.name for tool in form.tools).items():
        if number > 1:
            yield Dropped(reason=TOOL_TWICE, where=name)
    for tool in form.tools:
        if not tool.name or tool.parameters.get("type") != "object":
            yield Dropped(reason=NO_SCHEMA, where=tool.name)


def _calls(form: ChatForm) -> Iterator[Dropped]:
    schemas = {tool.name: tool.parameters for tool in form.tools}
    calls = [(f"message {place}", call) for place, said in enumerate(form.messages, 1) for call in said.calls]
    for identity, number in Counter(call.id for _, call in calls).items():
        if number > 1 or not identity:
            yield Dropped(reason=CALL_TWICE, where=identity)
    for where, call in calls:
        if call.name not in schemas:
            yield Dropped(reason=NOT_OFFERED, where=where)
        elif (misfit := next(misfits(schemas[call.name], call.arguments), None)) is not None:
            yield Dropped(reason=MISFIT, where=f"{where}: {call.name}: {misfit}")


def _replies(form: ChatForm) -> Iterator[Dropped]:
    waiting: list[str] = []
    for place, said in enumerate(form.messages, 1):
        if said.role == "tool":
            yield from _reply(said, waiting, place)
            continue
        if waiting:
            yield Dropped(reason=NO_REPLY, where=f"message {place}")
        waiting = [call.id for call in said.calls]
    if waiting:
        yield Dropped(reason=NO_REPLY, where="the end")


def _reply(said: ChatMessage, waiting: list[str], place: int) -> Iterator[Dropped]:
    """Take a reply's call from those that wait, and say what is wrong with it."""
    if said.answers not in waiting:
        yield Dropped(reason=STRAY_REPLY, where=f"message {place}")
        return
    if said.answers != waiting[0]:
        yield Dropped(reason=DISORDERED, where=f"message {place}")
    waiting.remove(said.answers)
