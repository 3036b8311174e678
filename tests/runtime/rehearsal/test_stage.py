"""A performance is a pure function of the request, and its truth stays out of the reply."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.rehearsal.scene import Scene
from dramaturg.runtime.rehearsal.stage import Lines, parts, perform, plays
from dramaturg.runtime.structured import Rung
from dramaturg.scenarios.kinds.instruction import InstructionDraft
from rehearse import brief_of, cast, generator_prompt, request, said, truth


class Unplayed(Reply):
    """A reply type that no part plays."""

    title: str
    marks: list[int]


def ask(**more: Any) -> dict[str, Any]:
    return {"model": "rehearsal", "messages": [{"role": "user", "content": "What is it?"}], **more}


def test_the_same_request_gives_the_same_bytes() -> None:
    for brief in cast(12):
        asked = request(generator_prompt(brief), InstructionDraft)
        assert json.dumps(perform(asked)) == json.dumps(perform(json.loads(json.dumps(asked))))


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_a_fresh_process_gives_the_same_bytes(hash_seed: str) -> None:
    asked = [
        request(generator_prompt(brief), InstructionDraft, model=model)
        for brief, model in zip(cast(8), ["rehearsal", "rehearsal:sloppy"] * 4, strict=True)
    ]
    program = (
        "import json, sys\n"
        "import dramaturg.scenarios.kinds.instruction\n"
        "from dramaturg.runtime.rehearsal.stage import perform\n"
        "print(json.dumps([perform(asked) for asked in json.load(sys.stdin)]))"
    )
    fresh = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
    )
    assert json.loads(fresh.stdout) == [perform(each) for each in asked]


def test_another_sampling_seed_gives_another_draft() -> None:
    prompt = generator_prompt(brief_of(1, "A baker who fears mice.", "The oven is cold."))
    drafts = {said(perform(request(prompt, InstructionDraft, seed=seed))) for seed in range(20)}
    assert len(drafts) == 20


def test_a_completion_is_shaped_as_openai_shapes_it() -> None:
    completion = perform(request(generator_prompt(cast(1)[0]), InstructionDraft))
    choice, usage = completion["choices"][0], completion["usage"]
    assert completion["object"] == "chat.completion"
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["role"] == "assistant"
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert 300 < usage["prompt_tokens"] < 3000
    assert usage["completion_tokens"] == -(-len(choice["message"]["content"]) // 4)


def test_the_truth_is_nowhere_in_the_reply() -> None:
    planted = 0
    for brief in cast(120):
        completion = perform(request(generator_prompt(brief), InstructionDraft, model="rehearsal:defects=1"))
        found = truth(completion)["planted"]
        planted += len(found)
        reply = json.dumps(completion["choices"])
        assert not any(name in reply or name.replace("_", " ") in reply.lower() for name in found)
        assert "planted" not in reply
        assert "rehears" not in reply
    assert planted > 100


def test_a_type_without_a_part_is_filled_on_every_rung() -> None:
    prompt = generator_prompt(cast(1)[0])
    for rung in Rung:
        completion = perform(request(prompt, Unplayed, rung=rung))
        Unplayed.model_validate_json(said(completion), strict=True)
        assert truth(completion)["part"] == "filler"


def test_plain_questions_get_plain_text() -> None:
    assert said(perform(ask())) == "Heard: What is it?."
    assert said(perform(ask(response_format={"type": "json_object"}))) == "{}"


def test_tools_without_a_part_are_called_with_fitting_arguments() -> None:
    schema = {
        "type": "object",
        "properties": {"place": {"enum": ["Oslo", "Rome"]}, "days": {"type": "integer", "minimum": 1}},
        "required": ["place", "days"],
    }
    tools = [{"type": "function", "function": {"name": "forecast", "parameters": schema}}]
    completion = perform(ask(tools=tools))
    choice = completion["choices"][0]
    call = choice["message"]["tool_calls"][0]
    arguments = json.loads(call["function"]["arguments"])
    assert choice["finish_reason"] == "tool_calls"
    assert call["function"]["name"] == "forecast"
    assert arguments["place"] in ("Oslo", "Rome")
    assert arguments["days"] >= 1
    assert perform(ask(tools=tools, tool_choice="none"))["choices"][0]["finish_reason"] == "stop"


def test_two_parts_for_one_type_are_refused() -> None:
    def part(scene: Scene) -> Lines:
        return {}

    with pytest.raises(UsageError, match="'InstructionDraft'"):
        plays("InstructionDraft")(part)
    assert parts()["InstructionDraft"] is not part


def test_another_model_is_refused() -> None:
    with pytest.raises(UsageError, match="gpt-5-mini"):
        perform(ask(model="gpt-5-mini"))
