"""What the sloppy manner spoils, our reading mends or names; every habit occurs."""

from collections import Counter

from dramaturg.agents.judge import Scores
from dramaturg.runtime.chat import REPAIR
from dramaturg.runtime.errors import ContentFault
from dramaturg.runtime.received import received
from dramaturg.runtime.rehearsal.model import result_of
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.runtime.structured import Unusable, read
from dramaturg.scenarios.kinds.instruction import InstructionDraft
from rehearse import cast, draft_for, generator_prompt, judge_prompt, request

SLOPPY = "rehearsal:sloppy,defects=0"

MENDED = {
    "code_fence": ("code_fence",),
    "preamble": ("preamble",),
    "afterword": ("afterword",),
    "trailing_comma": ("json_syntax",),
    "extra_keys": ("extra_keys",),
    "verbose": ("code_fence",),
}
NAMED = {
    "cut_off": ContentFault.CUT_OFF,
    "refusal": ContentFault.REFUSAL,
    "no_json": ContentFault.NOT_JSON,
}


def test_every_slip_is_mended_or_ends_in_its_fault() -> None:
    slips: Counter[str] = Counter()
    for brief in cast(400):
        completion = perform(request(generator_prompt(brief), InstructionDraft, model=SLOPPY))
        made = completion["x_rehearsal"]["slips"]
        found = read(received(result_of(completion)), InstructionDraft)
        assert len(made) <= 1
        slip = made[0] if made else "none"
        slips[slip] += 1
        if isinstance(found, Unusable):
            assert found.fault is NAMED[slip]
        else:
            assert found[1] == MENDED.get(slip, ())
    assert set(slips) == {"none", *MENDED, *NAMED}
    assert 0.4 < slips["none"] / 400 < 0.7
    assert all(slips[name] <= 0.15 * 400 for name in (*MENDED, *NAMED))


def test_a_repair_is_nearly_always_answered_properly() -> None:
    unusable = 0
    for brief in cast(100):
        asked = request(generator_prompt(brief), InstructionDraft, model=SLOPPY)
        again = [
            {"role": "assistant", "content": "?"},
            {"role": "user", "content": REPAIR.format(error="No.")},
        ]
        completion = perform(asked | {"messages": asked["messages"] + again})
        unusable += isinstance(read(received(result_of(completion)), InstructionDraft), Unusable)
    assert unusable <= 3


def test_sloppy_judges_are_lenient_and_sometimes_score_out_of_ten() -> None:
    slips: Counter[str] = Counter()
    for brief in cast(120):
        parts, _ = draft_for(brief)
        completion = perform(request(judge_prompt(brief, parts), Scores, model=SLOPPY))
        made = completion["x_rehearsal"]["slips"]
        slips.update(made)
        found = read(received(result_of(completion)), Scores)
        if "scores_out_of_ten" in made:
            assert isinstance(found, Unusable)
        elif "lenient_scores" in made and not isinstance(found, Unusable):
            assert {score.score for score in found[0].scores} == {5}
    assert slips["lenient_scores"] > 30
    assert slips["scores_out_of_ten"] > 3
