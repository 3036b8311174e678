"""Rehearsed critics find much and miss some, judges follow suit, and most revisions mend."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

import dramaturg.agents.critic as critic_module
import dramaturg.scenarios.kinds.instruction as instruction_module
from dramaturg.agents.critic import Remark
from dramaturg.scenarios.brief import Brief
from rehearse import KIND, cast, critique_of, draft_for, revision_of, scores_of

CLEAN, SPOILT = "rehearsal:defects=0", "rehearsal:defects=1"


def major(remarks: list[Remark]) -> list[Remark]:
    return [remark for remark in remarks if remark.severity == "major"]


def is_accepted(brief: Brief, parts: Mapping[str, str]) -> bool:
    return KIND.rubric.objection(scores_of(brief, parts)) is None


def test_the_critic_finds_most_planted_defects_and_few_ghosts() -> None:
    found, planted = Counter[str](), Counter[str]()
    for brief in cast(300):
        parts, (name,) = draft_for(brief, SPOILT)
        planted[name] += 1
        found[name] += bool(major(critique_of(brief, parts)))
    ghosts = sum(bool(major(critique_of(brief, draft_for(brief, CLEAN)[0]))) for brief in cast(300))
    rates = {name: found[name] / planted[name] for name in planted}
    assert 0.6 < found.total() / planted.total() < 0.95
    assert min(rates.values()) > 0.2, rates
    assert rates["wrong_arithmetic"] > 0.7
    assert ghosts / 300 < 0.1


def test_remarks_are_anchored_in_the_draft() -> None:
    for brief in cast(120):
        parts, _ = draft_for(brief, SPOILT)
        for remark in critique_of(brief, parts):
            assert remark.where in parts
            assert remark.quote in parts[remark.where]
            assert "{" not in remark.problem + remark.fix


def test_judges_accept_most_good_drafts_and_fewer_spoilt_ones() -> None:
    good = sum(is_accepted(brief, draft_for(brief, CLEAN)[0]) for brief in cast(200)) / 200
    spoilt = sum(is_accepted(brief, draft_for(brief, SPOILT)[0]) for brief in cast(200)) / 200
    assert 0.8 < good < 0.98
    assert spoilt < 0.6


def test_every_criterion_of_the_rubric_is_scored() -> None:
    brief = cast(1)[0]
    assert list(scores_of(brief, draft_for(brief)[0])) == [criterion.name for criterion in KIND.rubric.criteria]


def test_most_revisions_mend_what_was_found_and_leave_the_rest() -> None:
    revised = mended = 0
    for brief in cast(240):
        parts, _ = draft_for(brief, SPOILT)
        remarks = major(critique_of(brief, parts))
        if not remarks:
            continue
        revision = revision_of(brief, parts, remarks).model_dump()
        assert len(revision["answers"]) == len(remarks)
        after = KIND.parts(revision["draft"])
        revised += 1
        mended += not major(critique_of(brief, after))
        if all(remark.quote and remark.where == "response" for remark in remarks):
            assert after["instruction"] == parts["instruction"]
    assert revised > 120
    assert 0.65 < mended / revised < 0.97


def test_a_revision_recomputes_a_wrong_sum() -> None:
    brief = cast(1)[0]
    parts = draft_for(brief, CLEAN)[0] | {"response": "First look. Reckon with 20 + 30 = 60 euros. Then decide. " * 2}
    remark = Remark(where="response", quote="20 + 30 = 60", problem="Wrong.", fix="50", severity="major")
    responses = {
        KIND.parts(revision_of(brief.model_copy(update={"index": n}), parts, [remark]).model_dump()["draft"])[
            "response"
        ]
        for n in range(12)
    }
    assert any("20 + 30 = 50" in response for response in responses)


@pytest.fixture(name="tables")
def read_tables() -> tuple[dict[str, str], dict[str, str]]:
    def tables(module_file: str | None) -> dict[str, str]:
        path = Path(str(module_file)).with_suffix(".rehearsal.yaml")
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    return tables(instruction_module.__file__), tables(critic_module.__file__)


def test_planter_and_finder_share_no_line(tables: tuple[dict[str, str], dict[str, str]]) -> None:
    planted, known = ({line.strip() for text in table.values() for line in text.splitlines()} for table in tables)
    assert not planted & known
