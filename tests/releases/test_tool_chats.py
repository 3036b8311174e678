"""Any chat with calls at all: what a format takes can be read back, and what it refuses has a name."""

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from chat_formats import FORMATS, numbered
from dramaturg.releases.alternation import Fitted, fit
from dramaturg.releases.text_faults import STOP_TOKEN, UNSAFE
from dramaturg.releases.validation import ANOTHER_LAYOUT, NO_ALTERNATION, OPENS, faults
from dramaturg.scenarios.chat_form import ChatCall, ChatForm, ChatMessage, ChatTool
from llama_factory_rules import takes


class Made(NamedTuple):
    """A call's arguments and what came of it."""

    arguments: dict[str, Any]
    result: str


class Step(NamedTuple):
    """What one side says and does."""

    role: Literal["user", "assistant"]
    words: str
    made: Sequence[Made] = ()


PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
OBJECTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=2)
TRAPS = st.sampled_from(["</s>", "<tool_call>\n{}\n</tool_call>", "\u2028", '"a"', "1E5", "NaN", " {}", "1.0", "[]"])
WORDS = st.text(max_size=6) | st.just("Yes.") | TRAPS
RESULTS = WORDS | VALUES.map(json.dumps)
CALLS = st.lists(st.builds(Made, OBJECTS, RESULTS), min_size=1, max_size=3)
STEPS = st.lists(
    st.builds(Step, st.just("user"), WORDS, st.just(()))
    | st.builds(Step, st.just("assistant"), WORDS, st.just(()))
    | st.builds(Step, st.just("assistant"), WORDS, CALLS),
    max_size=7,
)
TOOL = ChatTool(name="do", about="Does it.", parameters={"type": "object", "properties": {}})


def chat(steps: Sequence[Step]) -> ChatForm:
    """Return the chat of these steps."""
    messages: list[ChatMessage] = []
    for place, step in enumerate(steps):
        calls = tuple(ChatCall(id=f"{place}_{n}", name="do", arguments=m.arguments) for n, m in enumerate(step.made))
        messages.append(ChatMessage(role=step.role, content=step.words, calls=calls))
        answered = zip(calls, step.made, strict=True)
        messages += (ChatMessage(role="tool", content=made.result, answers=call.id) for call, made in answered)
    return ChatForm(system="Be kind.", tools=(TOOL,), messages=tuple(messages))


@given(steps=STEPS, format_name=st.sampled_from(sorted(FORMATS)))
def test_a_line_is_the_chat_that_it_was_or_has_a_named_fault(steps: Sequence[Step], format_name: str) -> None:
    target = FORMATS[format_name]
    fitted = fit(chat(steps), may_open=target.may_open, speaks_beside_calls=target.speaks_beside_calls)
    if not isinstance(fitted, Fitted):
        return
    text = target.of(fitted.form).line()
    found = {fault.reason for fault in faults(text, target)}
    assert found <= {ANOTHER_LAYOUT, STOP_TOKEN, UNSAFE, OPENS, NO_ALTERNATION, "a turn is empty"}
    if not found:
        assert numbered(target.model_validate_json(text).form()) == numbered(fitted.form)
        assert format_name != "sharegpt" or takes(text)


@given(steps=STEPS)
def test_repairs_lose_no_call_that_words_follow(steps: Sequence[Step]) -> None:
    form = chat(steps)
    fitted = fit(form, may_open=True)
    if not isinstance(fitted, Fitted):
        return
    calls = [call for said in form.messages for call in said.calls]
    kept = [call for said in fitted.form.messages for call in said.calls]
    last = max((place for place, step in enumerate(steps) if step.role == "assistant" and not step.made), default=0)
    followed = [call for call in calls if int(call.id.split("_")[0]) < last]
    assert kept[: len(followed)] == followed
    assert kept == calls[: len(kept)]
