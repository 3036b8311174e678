"""A story holds what happened, in order, for every way a brief can end."""

import pytest
from sqlalchemy import update

from dramaturg.graphs.directory import LEDGER_FILE
from dramaturg.graphs.sample import Status
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.ledger import Ledger, briefs, calls, samples, steps
from dramaturg.traces.changes import Change
from dramaturg.traces.story import Story
from dramaturg.traces.telling import first_story_id, story
from play import MakeRun, library_job, play
from short_play import MENDED, SEEDS, TICKETS, UNUSABLE, ids_by_outcome, opened, short_play

Stories = dict[str, Story]


@pytest.fixture
def stories(run_directory: MakeRun) -> Stories:
    """The four stories of the short play, by outcome."""
    directory = run_directory("run")
    short_play(directory)
    with opened(directory) as ledger:
        return {outcome: story(ledger, found) for outcome, found in ids_by_outcome(directory).items()}


def test_a_mended_draft_is_told_round_by_round(stories: Stories) -> None:
    told = stories["accepted"]
    first, second = told.rounds
    assert [part.text for part in first.parts] == list(TICKETS.values())
    assert [part.text for part in second.parts] == list(MENDED.values())
    assert [held.gain for held in told.rounds] == [None, 10]
    assert [held.is_best for held in told.rounds] == [False, True]
    assert [(answer.problem, answer.said) for answer in second.answers] == [
        ("the sum does not come out: it makes 7", "corrected the sum")
    ]


def test_a_finding_stands_under_the_part_that_it_is_anchored_to(stories: Stories) -> None:
    found = {part.name: part.findings for part in stories["accepted"].rounds[0].parts}
    assert [finding.source for finding in found["response"]] == ["verifier:arithmetic"]
    assert found["instruction"] == found["input"] == ()


def test_the_changes_of_a_round_are_those_of_its_parts(stories: Stories) -> None:
    first, second = stories["accepted"].rounds
    assert all(part.changes is None for part in first.parts)
    assert {part.name: part.is_changed for part in second.parts} == {
        "instruction": False, "input": False, "response": True,
    }  # fmt: skip
    changed = [(s.change, s.text) for s in second.parts[2].changes or () if s.change is not Change.SAME]
    assert changed == [(Change.REMOVED, "8"), (Change.ADDED, "7")]


def test_calls_come_in_the_order_of_the_steps(stories: Stories) -> None:
    told = stories["accepted"]
    assert [call.step for call in told.calls] == ["plan", "write/0", "revise/1", "critique/1", "judge"]
    assert [step.node for step in told.steps] == [
        "plan", "write", "verify", "revise", "verify", "critique", "judge",
    ]  # fmt: skip
    assert told.duration_ms == sum(step.duration_ms for step in told.steps)
    assert told.usage.calls == 5
    assert told.usage.tokens_out == sum(call.tokens_out or 0 for call in told.calls)


def test_only_calls_to_the_rehearsal_model_are_marked_as_simulated(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    accepted = ids_by_outcome(directory)["accepted"]
    with Ledger.open(directory / LEDGER_FILE) as ledger:
        # As over HTTP: by name, and without the truth about the reply.
        ledger.commit_now(update(calls).where(calls.c.step == "plan").values(model="rehearsal:sloppy", simulation=None))
        ledger.commit_now(update(calls).where(calls.c.step != "plan").values(model="rehearsal-like"))
        told = story(ledger, accepted)
        assert [call.step for call in told.calls if call.is_simulated] == ["plan"]
        assert told.simulated
        ledger.commit_now(update(calls).values(model="rehearsal-like"))
        assert not story(ledger, accepted).simulated


def test_the_path_leads_back_to_the_text(stories: Stories) -> None:
    texts = {seed.text: seed.source for seed in SEEDS}
    for told in stories.values():
        assert texts[told.path[-1].text] == told.path[-1].source
        assert all(link.source is None for link in told.path[:-1])
        assert len(told.path) == told.persona.round + 1


def test_a_verdict_names_what_was_needed(stories: Stories) -> None:
    told = stories["judge"]
    assert told.verdict is not None
    assert {row.criterion: (row.score, row.minimum) for row in told.verdict.scores}["correctness"] == (2, 3)
    assert told.verdict.objection == told.reason == "correctness scored 2, below its minimum 3"
    assert told.verdict.mean == pytest.approx(3.75)


def test_a_near_duplicate_shows_its_neighbour(stories: Stories) -> None:
    told = stories["near_duplicate"]
    assert told.neighbour is not None
    assert (told.neighbour.brief_id, told.neighbour.rule) == (stories["accepted"].id, "exact")
    assert told.neighbour.text == TICKETS["instruction"]
    assert all(stories[outcome].neighbour is None for outcome in ("accepted", "judge", "write"))


def test_a_failed_brief_shows_the_replies_that_could_not_be_used(stories: Stories) -> None:
    told = stories["write"]
    assert (told.status, told.rounds, told.verdict) == ("failed", (), None)
    assert [(call.step, call.ordinal) for call in told.calls if call.is_unusable] == [("write/0", 0), ("write/0", 1)]
    assert told.calls[-1].request[-1].content.startswith("That reply cannot be used.")
    assert told.calls[-1].reply == UNUSABLE.replace("\x1b", "\ufffd")


def test_a_sloppy_reply_is_told_with_what_was_mended(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    play(directory, *library_job(models="rehearsal:sloppy"), 8)
    mended, noted = 0, 0
    with opened(directory) as ledger:
        for row in ledger.read(samples.select()):
            told = story(ledger, row["brief_id"])
            again = [call.step for call in told.calls if call.ordinal]
            mended += sum(len(call.mended) for call in told.calls) + len(again)
            noted += row["record"].count(':asked_again"') + sum(len(call.mended) for call in told.calls)
            unusable = {call.step for call in told.calls if call.is_unusable}
            assert unusable >= set(again)
    assert mended == noted > 0


def test_a_planted_defect_is_told_and_no_agent_saw_it(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    play(directory, *library_job(), 12)
    with opened(directory) as ledger:
        told = [story(ledger, row["brief_id"]) for row in ledger.read(samples.select())]
    planted = [defect for one in told for call in one.calls for defect in call.planted]
    assert planted
    asked = "".join(message.content for one in told for call in one.calls for message in call.request)
    assert not [defect for defect in planted if "_" in defect and defect in asked]


def test_a_pending_brief_tells_what_there_is(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    unsettled = ids_by_outcome(directory)["write"]
    waiting = {"status": Status.PENDING, "stage": None, "reason": None, "place": None}
    with Ledger.open(directory / LEDGER_FILE) as ledger:
        ledger.commit_now(
            steps.delete().where(steps.c.owner == unsettled),
            samples.delete().where(samples.c.brief_id == unsettled),
            update(briefs).where(briefs.c.id == unsettled).values(waiting),
        )
        told = story(ledger, unsettled)
    assert (told.status, told.stage, told.steps, told.verdict) == ("pending", None, (), None)
    assert [call.step for call in told.calls] == ["plan", "write/0", "write/0"]
    assert told.seed in SEEDS
    assert told.path


def test_the_beginning_of_an_id_is_enough(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    ids = sorted(ids_by_outcome(directory).values())
    with opened(directory) as ledger:
        assert [story(ledger, found[:10]).id for found in ids] == ids
        with pytest.raises(UsageError, match="several sample ids begin with ''"):
            story(ledger, "")
        with pytest.raises(UsageError, match="no sample has an id that begins with '%'"):
            story(ledger, "%")


def test_the_first_story_is_the_first_accepted_one(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    ids = ids_by_outcome(directory)
    with opened(directory) as ledger:
        assert first_story_id(ledger) == ids["accepted"]
    with Ledger.open(directory / LEDGER_FILE) as ledger:
        ledger.commit_now(steps.delete(), samples.delete(), update(briefs).values(status="pending", place=None))
        assert first_story_id(ledger) in ids.values()
        ledger.commit_now(briefs.delete())
        with pytest.raises(UsageError, match="has no samples yet"):
            first_story_id(ledger)
