"""Arguments that are no JSON object: kept as they were sent, answered, replayed, and in no chat format."""

import asyncio
import json
from typing import Any

import pytest

from dramaturg.agents import tool_assistant
from dramaturg.agents.simulated_user import Wanted
from dramaturg.graphs.enacting import executed
from dramaturg.graphs.playground import Playground
from dramaturg.releases.alternation import UNREADABLE
from dramaturg.releases.exporter import EXPORTERS, Dropped, ExportOptions
from dramaturg.scenarios.blueprint import PlannedCall
from dramaturg.scenarios.finding import Finding
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.ladder.climb import RECOVERY, climb
from dramaturg.scenarios.trajectory import Act, AssistantView, Called, Trajectory
from on_the_ladder import call_of, edited, errand
from tampered_records import Record
from tool_rows import tool_row

BROKEN = '{"email": "vera@example.org", postcode: 1'
CANCEL = errand("cancel_order")


def sent(*arguments: str) -> tuple[Called, ...]:
    """Return calls that were made with these texts for arguments."""

    async def made() -> tuple[Called, ...]:
        async with Playground() as playground:
            await playground.enter(CANCEL.setting)
            wanted = [Wanted(tool="verify_customer", arguments=text) for text in arguments]
            return await executed(playground, CANCEL.tools, "assistant", wanted, 0)

    return asyncio.run(made())


def with_broken_call(*, is_mended: bool = True) -> Trajectory:
    [broken] = sent(BROKEN)

    def begin(record: Record) -> None:
        act = Act(actor="assistant", calls=(broken,))
        if not is_mended:
            record["acts"] = [record["acts"][0], *(each for each in record["acts"][1:] if not each["calls"])]
        record["acts"].insert(1, json.loads(act.model_dump_json()))

    return renumbered(edited(CANCEL, begin))


def renumbered(trajectory: Trajectory) -> Trajectory:
    """Give calls ids that count up; all else stays on record."""
    record = json.loads(trajectory.model_dump_json())
    for number, call in enumerate((call for act in record["acts"] for call in act["calls"]), 1):
        call["id"] = f"call_{number}"
    return Trajectory.model_validate(record)


def grave(trajectory: Trajectory) -> list[Finding]:
    return [each for each in asyncio.run(climb(trajectory)).findings if each.severity != "minor"]


def test_what_was_sent_is_on_record_and_what_was_read_is_not() -> None:
    [broken] = sent(BROKEN)
    assert (broken.unreadable, broken.arguments) == (BROKEN, {})
    assert broken.result.error == "the arguments are not a JSON object"
    [good] = sent('{"email": "vera@example.org", "postcode": "1"}')
    assert (good.unreadable, good.arguments) == ("", {"email": "vera@example.org", "postcode": "1"})


@pytest.mark.parametrize("hazard", ['{"a": NaN}', '{"a":' * 5000, '{"a": 1e999}', "not json", "[]"])
def test_nothing_that_a_model_sends_breaks_a_run(hazard: str) -> None:
    for call in sent(hazard, '{"email": "\\ud83d", "postcode": "x"}'):
        assert json.loads(call.model_dump_json())["id"] == call.id
    assert sent(hazard)[0].unreadable == hazard


def test_nothing_at_all_means_no_arguments() -> None:
    assert [(call.unreadable, call.arguments) for call in sent("", "  ", "{}")] == [("", {})] * 3


def test_a_solution_with_such_arguments_is_refused() -> None:
    for hazard in (BROKEN, '{"a": NaN}', '{"a":' * 5000, "[]"):
        with pytest.raises(ValueError, match="must be a JSON object"):
            PlannedCall(actor="assistant", tool="get_order", arguments=hazard)


def test_a_mended_one_is_no_defect_but_a_mark() -> None:
    mended = with_broken_call()
    assert grave(mended) == []
    assert RECOVERY in {check.name for check in asyncio.run(climb(mended)).checks}


def test_one_that_nobody_mended_blocks() -> None:
    assert "verifier:schema" in {each.source for each in grave(with_broken_call(is_mended=False))}


def test_to_say_that_it_was_read_is_found_out() -> None:
    def forged(record: Record) -> None:
        call = call_of(record, "verify_customer")
        call["unreadable"] = ""

    assert "verifier:replay" in {each.source for each in grave(edited(with_broken_call(), forged))}


def test_judges_and_the_assistant_itself_see_what_was_sent() -> None:
    mended = with_broken_call()
    parts = KINDS.get("trajectory").parts(mended.model_dump(mode="json"))
    assert BROKEN in parts["turn 2 assistant"]
    view = AssistantView(policy="", tools=(), acts=mended.acts[:2], turn=3, left=9)
    assert BROKEN in tool_assistant.PROMPT.render("brief", "write/0/turn/3", view=view)[1].content


@pytest.mark.parametrize("name", ["openai", "trl", "sharegpt", "hermes", "trl-strings"])
def test_no_chat_format_invents_arguments_for_it(name: str) -> None:
    rendered = EXPORTERS.get(name).render(tool_row(with_broken_call()), ExportOptions())
    assert rendered == Dropped(reason=UNREADABLE, where="call_1")


def test_the_canonical_format_keeps_it() -> None:
    rendered: Any = EXPORTERS.get("jsonl").render(tool_row(with_broken_call()), ExportOptions())
    assert json.loads(rendered.text)["acts"][1]["calls"][0]["unreadable"] == BROKEN
