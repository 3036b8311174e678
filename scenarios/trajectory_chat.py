"""A trajectory as a chat: what one of its actors saw, and nothing of the task behind it.

The assistant saw the policy, its own tools and calls, and all words. What the user does with their own hands (reads a
lamp, restarts a router) stays theirs: the assistant hears of it in words, as it did when this was acted out.
A user is trained on words alone, from the facts they can state; the model that plays them has no tools.
"""

import json
from collections.abc import Iterator

from ..runtime.text import fold
from .chat_form import ChatCall, ChatForm, ChatMessage, ChatTool
from .secrecy import tells
from .trajectory import Act, Called, Trajectory, seen_by

OF_THE_USER = "You ask an assistant for help."
"""Stands before what the user knows."""


def for_assistant(trajectory: Trajectory) -> ChatForm:
    """Return the chat that teaches the assistant: words beside calls come before them, as they were made."""
    acts = seen_by("assistant", trajectory.acts)
    return ChatForm(
        system=trajectory.policy.strip(),
        tools=tuple(
            ChatTool(name=tool.name, about=tool.about, parameters=tool.parameters)
            for tool in trajectory.tools
            if tool.actor == "assistant"
        ),
        messages=tuple(message for act in acts for message in _messages(act)),
    )


def for_user(trajectory: Trajectory) -> ChatForm:
    """Return the chat that teaches the user's part: words only, from the facts that they can state."""
    known = "\n".join(f"- {fact}" for fact in trajectory.blueprint.known)
    return ChatForm(
        system=f"{OF_THE_USER}\nWhat you know:\n{known}" if known else OF_THE_USER,
        messages=tuple(
            ChatMessage(role="assistant" if act.actor == "user" else "user", content=act.text)
            for act in trajectory.acts
            if act.text
        ),
    )


def untold(trajectory: Trajectory) -> tuple[str, ...]:
    """Return the user's goal as a secret, unless they were the first to speak of it.

    To say what they want is what the user is there for, and whoever heard it may say it again. It is a leak where the
    assistant knows it first, or where the user reads out the task as it was put to them.
    """
    goal = trajectory.blueprint.goal
    told_by = next((act.actor for act in trajectory.acts if tells(act.text, goal)), None)
    is_read_out = any(fold(goal) in fold(act.text) for act in trajectory.acts)
    return () if told_by == "user" and not is_read_out else (goal,)


def _messages(act: Act) -> Iterator[ChatMessage]:
    calls = tuple(
        ChatCall(id=call.id, name=call.tool, arguments=call.arguments, unreadable=call.unreadable) for call in act.calls
    )
    yield ChatMessage(role=act.actor, content=act.text, calls=calls)
    for call in act.calls:
        yield ChatMessage(role="tool", content=_came_of(call), answers=call.id)


def _came_of(call: Called) -> str:
    """Return what the assistant reads: a text as it is, anything else as JSON; an error is an object with that key."""
    value = call.result.value if call.result.error is None else {"error": call.result.error}
    return value if isinstance(value, str) and value.strip() else json.dumps(value, ensure_ascii=False)
