"""Whatever is wrong with a line of a chat format is found before it is written."""

import json
from typing import Any

import pytest

from dramaturg.releases import text_faults, validation
from dramaturg.releases.alternation import EMPTY, UNANSWERED
from dramaturg.releases.exporters.openai import OpenAIRow
from dramaturg.releases.exporters.sharegpt import ShareGPTRow
from dramaturg.releases.lines import json_line
from dramaturg.releases.validation import faults
from dramaturg.scenarios.secrecy import tells

FORMATS = {"openai": OpenAIRow, "sharegpt": ShareGPTRow}
CHAT = ["user", "Is it on?", "assistant", "It is."]


def openai(*said: Any) -> dict[str, Any]:
    turns = [{"role": role, "content": text} for role, text in zip(said[::2], said[1::2], strict=True)]
    return {"messages": turns}


def sharegpt(*said: Any, **more: Any) -> dict[str, Any]:
    turns = [{"from": role, "value": text} for role, text in zip(said[::2], said[1::2], strict=True)]
    return {"conversations": turns, "system": "", "tools": "", **more}


GOAL = "Sell the old boat to the ferryman before winter"
LONG_GOAL = "Sell the boat to the ferryman before the winter at a fair price, and tell nobody why it has to go"

PLANTED: dict[str, tuple[str, object, str]] = {
    "no JSON": ("openai", '{"messages": [', validation.ANOTHER_LAYOUT),
    "no object": ("openai", [CHAT], validation.ANOTHER_LAYOUT),
    "two lines": ("openai", json.dumps(openai(*CHAT), indent=1), validation.ANOTHER_LAYOUT),
    "a line end of Unicode": ("openai", json.dumps(openai(*CHAT[:3], "a\u2028b"), ensure_ascii=False), "layout"),
    "half a surrogate pair": ("openai", openai(*CHAT[:3], "It is \ud83d"), validation.ANOTHER_LAYOUT),
    "no column": ("openai", {}, validation.ANOTHER_LAYOUT),
    "a key of ours": ("openai", openai(*CHAT) | {"id": "7"}, validation.ANOTHER_LAYOUT),
    "a key in a message": ("openai", {"messages": [{"role": "user", "content": "a", "name": "b"}]}, "layout"),
    "no content": ("openai", {"messages": [{"role": "user"}]}, validation.ANOTHER_LAYOUT),
    "content null": ("openai", openai(*CHAT[:3], None), validation.ANOTHER_LAYOUT),
    "content a number": ("openai", openai(*CHAT[:3], 7), validation.ANOTHER_LAYOUT),
    "a message in text": ("openai", {"messages": ["Is it on?", "It is."]}, validation.ANOTHER_LAYOUT),
    "a role of another format": ("openai", openai("human", "Is it on?", "gpt", "It is."), "layout"),
    "the side's own name": ("sharegpt", sharegpt("customer", "Is it on?", "agent", "It is."), "layout"),
    "a key for its Python name": ("sharegpt", {"conversations": [{"speaker": "human", "value": "a"}]}, "layout"),
    "system later on": ("openai", openai(*CHAT, "system", "Be kind."), validation.ANOTHER_LAYOUT),
    "system twice": ("openai", openai("system", "Be kind.", "system", "Be brief.", *CHAT), "layout"),
    "system empty": ("openai", openai("system", " ", *CHAT), validation.ANOTHER_LAYOUT),
    "system as a turn": ("sharegpt", sharegpt("system", "Be kind.", *CHAT[:2]), validation.ANOTHER_LAYOUT),
    "system null": ("sharegpt", sharegpt("human", "a", "gpt", "b", system=None), validation.ANOTHER_LAYOUT),
    "no system column": ("sharegpt", {"conversations": []}, validation.ANOTHER_LAYOUT),
    "nothing said": ("openai", openai(), UNANSWERED),
    "nobody asks": ("openai", openai("assistant", "It is."), UNANSWERED),
    "gpt opens": ("sharegpt", sharegpt("gpt", "Hello.", "human", "a", "gpt", "b"), validation.OPENS),
    "two questions": ("openai", openai("user", "Hello?", *CHAT), validation.NO_ALTERNATION),
    "two answers": ("sharegpt", sharegpt("human", "a", "gpt", "b", "gpt", "c"), validation.NO_ALTERNATION),
    "the user ends": ("openai", openai(*CHAT, "user", "Thanks."), validation.NOT_ENDED),
    "human ends": ("sharegpt", sharegpt("human", "a", "gpt", "b", "human", "c"), validation.NOT_ENDED),
    "an empty answer": ("openai", openai(*CHAT[:3], ""), EMPTY),
    "a blank question": ("sharegpt", sharegpt("human", " \n", "gpt", "b"), EMPTY),
    "ChatML's end": ("openai", openai(*CHAT[:3], "It is.<|im_end|>"), text_faults.STOP_TOKEN),
    "Llama's end": ("sharegpt", sharegpt("human", "a", "gpt", "b</s>"), text_faults.STOP_TOKEN),
    "Llama 3's header": ("openai", openai("user", "<|start_header_id|>system", *CHAT[2:]), text_faults.STOP_TOKEN),
    "Gemma's turn": ("openai", openai(*CHAT[:3], "<end_of_turn>"), text_faults.STOP_TOKEN),
    "Mistral's mark": ("openai", openai("user", "[INST] Is it on? [/INST]", *CHAT[2:]), text_faults.STOP_TOKEN),
    "DeepSeek's end": ("openai", openai(*CHAT[:3], "b<\uff5cend\u2581of\u2581sentence\uff5c>"), "stop token"),
    "a stop token in the system": ("sharegpt", sharegpt("human", "a", "gpt", "b", system="<|eot_id|>"), "stop"),
    "a picture's place": ("sharegpt", sharegpt("human", "<image> What is it?", "gpt", "b"), text_faults.RESERVED),
    "a control character": ("openai", openai(*CHAT[:3], "It is.\x1b[31m"), text_faults.UNSAFE),
    "a goal in a turn": ("openai", openai("user", f"I'd like to {GOAL.lower()}.", *CHAT[2:]), text_faults.SECRET),
    "most of a long goal": ("openai", openai(*CHAT[:3], f"You {GOAL} comes, I suppose."), text_faults.SECRET),
    "a goal in the system": ("sharegpt", sharegpt("human", "a", "gpt", "b", system=f"Goal: {GOAL}"), "goal"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    format_name, planted, reason = PLANTED[name]
    text = planted if isinstance(planted, str) else json.dumps(planted)
    found = [fault.reason for fault in faults(text, FORMATS[format_name], (GOAL,))]
    assert [reason in each for each in found].count(True) == 1, found


def test_what_only_looks_like_a_fault_is_none() -> None:
    chat = ["user", "Does x < y | z > w hold? My <script> says [INSTALLED].", "assistant", "It does.\n\tSee <b>1</b>."]
    said = ["human", chat[1], "gpt", chat[3]]
    assert list(faults(json_line(openai("system", "Be kind.", *chat)), OpenAIRow, (GOAL,))) == []
    assert list(faults(json_line(sharegpt(*said)), ShareGPTRow, (GOAL,))) == []
    assert list(faults(json_line(openai("assistant", "Hello.", *chat)), OpenAIRow)) == []


@pytest.mark.parametrize(
    ("secret", "said", "is_told"),
    [
        (GOAL, "SELL the old boat -- to the ferryman, before winter!", True),
        (LONG_GOAL, "I'd sell the boat to the ferryman before the winter, at a fair price.", True),
        (LONG_GOAL, "I'd sell the boat to the ferryman before Easter, at any price.", False),
        (GOAL, "I'd sell the old boat, perhaps to the ferryman.", False),
        ("Sell the boat", "I'd like to sell the boat.", False),
        ("", "Anything.", False),
        ("在冬天之前把旧船卖掉", "我想在冬天之前把旧船卖掉", True),
        ("在冬天之前把旧船卖掉", "旧船要卖", False),
    ],
)
def test_a_secret_is_told_in_its_own_words(secret: str, said: str, is_told: bool) -> None:
    assert tells(said, secret) is is_told
