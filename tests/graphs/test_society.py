"""A society: separate minds in a group, who remember what they alone took away from earlier waves, and nothing else."""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dramaturg.graphs.sample import Sample
from dramaturg.scenarios.dialogue import Dialogue, Side, dialogue_of
from play import MakeRun, Spectator, library_job, play

NAME = "society_dialogue"
WAVE = 6
RUN = 6
"""Words in a row that tell what stands on a card."""
MINDS = ("turn", "recollect")
"""Steps of calls that one member alone makes."""


class Asked(NamedTuple):
    """A call of a brief: what it was for, and all that was sent."""

    path: list[str]
    prompt: str

    @property
    def sort(self) -> str:
        return self.path[2] if len(self.path) > 2 else self.path[0]


def calls_by_brief(directory: Path) -> dict[str, list[Asked]]:
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        found = connection.execute("SELECT owner, step, request FROM calls ORDER BY rowid").fetchall()
    finally:
        connection.close()
    grouped: dict[str, list[Asked]] = defaultdict(list)
    for owner, step, request in found:
        prompt = "\n".join(content for _, content in json.loads(request))
        grouped[owner].append(Asked(step.partition("~")[0].split("/"), prompt))
    return grouped


def played(directory: Path, wanted: int, **changes: object) -> list[Sample]:
    watched = Spectator()
    play(directory, *library_job(NAME, **changes), wanted, spectator=watched)
    return watched.samples


def society(**changes: object) -> dict[str, Any]:
    """Return the scenario's conversation with another sort of society."""
    scenario, _ = library_job(NAME)
    assert scenario.conversation is not None
    kept = scenario.conversation.model_dump(mode="json", exclude_unset=True)
    return {**kept, "society": {**kept["society"], **changes}}


def talks(samples: Iterable[Sample]) -> list[Dialogue]:
    return [dialogue_of(held.draft.payload) for sample in samples for held in sample.rounds]


def speaker(call: Asked) -> str:
    """Return whose mind was asked."""
    found = re.search(r"^Who you are: (\w+), ", call.prompt, re.MULTILINE)
    assert found is not None
    return found[1].lower()


def unsaid(prompt: str) -> str:
    """Return a prompt without the sections that hold what was said."""
    return re.sub(r"<<<(\w+ said[\w ]*?) (\w{12})>>>.*?<<<end \1 \2>>>", "", prompt, flags=re.DOTALL)


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def card(side: Side) -> set[str]:
    return {side.persona, side.goal, *side.knows}


def secrets(side: Side) -> set[str]:
    return {*card(side), *(memory.remembers for memory in side.memories)}


def taken_away(samples: Iterable[Sample], persona_id: str, before: int) -> list[str]:
    """Return what somebody took away from accepted meetings of waves before this one."""
    return [
        taken.remembers
        for sample in samples
        if sample.status == "accepted" and sample.brief.index // WAVE < before and sample.draft
        for person, taken in zip(sample.brief.people, dialogue_of(sample.draft.payload).takeaways, strict=True)
        if person.id == persona_id
    ]


def by_name(sample: Sample) -> Mapping[str, Side]:
    return {side.role: side for side in talks([sample])[0].sides}


@pytest.mark.parametrize("floor", ["free", "moderator", "turns"])
def test_no_member_is_shown_what_stands_on_the_card_of_another(run_directory: MakeRun, floor: str) -> None:
    directory = run_directory(floor)
    conversation = society(floor=floor) | {"turns": [8, 24]}
    samples = played(directory, 8, conversation=conversation)
    made, checked = calls_by_brief(directory), 0
    for sample in (sample for sample in samples if sample.rounds):
        sides = by_name(sample)
        for call in (call for call in made[sample.brief.id] if call.sort in MINDS):
            own, shown = sides[speaker(call)], unsaid(call.prompt)
            # What stands on both cards in part, or was said at an earlier meeting, tells nothing of the other's.
            known = runs("\n".join((*own.own, talks([sample])[0].situation)))
            for side in (side for side in sides.values() if side.role != own.role):
                assert not any(secret in shown for secret in secrets(side) - secrets(own))
                for secret in card(side) - card(own):
                    assert not (runs(secret) & runs(shown)) - known, f"{own.role} was shown: {secret}"
            assert all(secret in shown for secret in secrets(own)), "a member was not shown its own card"
            checked += 1
    assert checked > 100


def test_memories_of_earlier_waves_are_in_the_prompts_of_whose_they_are_and_in_nobody_elses(
    run_directory: MakeRun,
) -> None:
    directory = run_directory("run")
    samples = played(directory, 15)
    made, remembered = calls_by_brief(directory), 0
    for sample in (sample for sample in samples if sample.rounds):
        sides = by_name(sample)
        for person, side in zip(sample.brief.people, sides.values(), strict=True):
            taken = taken_away(samples, person.id, before=sample.brief.index // WAVE)
            assert [memory.remembers for memory in side.memories] == taken[-3:]
            remembered += len(side.memories)
        for call in (call for call in made[sample.brief.id] if call.sort in MINDS):
            own = {memory.remembers for memory in sides[speaker(call)].memories}
            others = {memory.remembers for side in sides.values() for memory in side.memories} - own
            assert all(text in call.prompt for text in own)
            assert not any(text in call.prompt for text in others)
        framing = [call for call in made[sample.brief.id] if call.sort == "frame"]
        assert all(m.remembers in framing[0].prompt for side in sides.values() for m in side.memories)
    assert remembered > 10


def test_a_wave_begins_when_the_wave_before_it_is_settled(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    samples = played(directory, 14)
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        query = "SELECT owner, min(rowid), max(rowid) FROM calls GROUP BY owner"
        spans = {owner: (first, last) for owner, first, last in connection.execute(query)}
    finally:
        connection.close()
    waves = defaultdict[int, list[tuple[int, int]]](list)
    for sample in samples:
        waves[sample.brief.index // WAVE].append(spans[sample.brief.id])
    assert len(waves) > 2
    for number in range(1, len(waves)):
        assert max(last for _, last in waves[number - 1]) < min(first for first, _ in waves[number])


def test_what_is_remembered_is_forgotten_in_time(run_directory: MakeRun) -> None:
    one, none = (talks(played(run_directory(f"{most}"), 14, conversation=society(remembers=most))) for most in (1, 0))
    assert max(len(side.memories) for talk in one for side in talk.sides) == 1
    assert not any(side.memories for talk in none for side in talk.sides)


def test_everybody_takes_something_away_about_everybody_else(run_directory: MakeRun) -> None:
    for talk in talks(played(run_directory("run"), 6)):
        names = {side.role for side in talk.sides}
        assert [taken.role for taken in talk.takeaways] == [side.role for side in talk.sides]
        assert all(set(taken.stands) == names - {taken.role} for taken in talk.takeaways)
        assert all(len(taken.wishes) <= 2 for taken in talk.takeaways)


def test_on_a_free_floor_who_is_spoken_to_speaks_next(run_directory: MakeRun) -> None:
    answered, asked = 0, 0
    for talk in talks(played(run_directory("run"), 8)):
        for before, turn in zip(talk.turns, talk.turns[1:], strict=False):
            assert before.speaker != turn.speaker
            asked += before.to not in ("everybody", before.speaker)
            answered += before.to == turn.speaker
    assert asked > 30
    # Some have said a last word already, or somebody has been silent for too long.
    assert answered > 0.75 * asked


def test_a_moderator_calls_on_people_and_is_never_quoted(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    samples = played(directory, 4, conversation=society(floor="moderator"))
    cues = [turn.cue for talk in talks(samples) for turn in talk.turns]
    assert sum(map(bool, cues)) > 20
    for sample in samples:
        told = {cue for talk in talks([sample]) for turn in talk.turns if (cue := turn.cue)}
        for call in calls_by_brief(directory)[sample.brief.id]:
            if call.sort in ("recollect", "critique", "judge"):
                said = re.findall(r"<<<\w+ said[^>]*>>>\n(.*?)\n<<<end", call.prompt, re.DOTALL)
                assert not told & set(said)


def test_a_revision_begins_with_whoever_spoke_at_the_faulted_turn(run_directory: MakeRun) -> None:
    restarts = 0
    for floor in ("free", "moderator"):
        changes = {"models": "rehearsal:defects=0.9", "conversation": society(floor=floor)}
        for sample in played(run_directory(floor), 6, **changes):
            for before, after in zip(sample.rounds, sample.rounds[1:], strict=False):
                graver = [finding for finding in before.findings if finding.severity != "minor"]
                place = min(int(finding.where.split()[1]) for finding in graver) - 1
                one, other = (held.draft.payload["turns"] for held in (before, after))
                assert other[:place] == one[:place]
                assert other[place]["speaker"] == one[place]["speaker"]
                restarts += 1
    assert restarts > 6


@pytest.mark.parametrize("size", [2, 8])
def test_the_smallest_and_the_largest_group_come_to_an_end(run_directory: MakeRun, size: int) -> None:
    conversation = society(size=[size, size]) | {"turns": [8, 30]}
    samples = played(run_directory("run"), 3, conversation=conversation, budget={"candidates": 12})
    assert sum(sample.status == "accepted" for sample in samples) == 3
    for talk in talks(samples):
        assert {turn.speaker for turn in talk.turns} == {side.role for side in talk.sides}
        assert len(talk.sides) == size
