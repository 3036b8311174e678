"""Two minds: neither side's prompt holds what stands on the other's card; a revision restarts at the faulted turn."""

import json
import re
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from play import MakeRun, Spectator, library_job, play

DIALOGUES = ("support_dialogue", "persona_dialogue")
RUN = 6
"""Words in a row that tell what stands on a card."""


class Asked:
    """A call as the ledger holds it: which turn it was for, what was sent and what came back."""

    def __init__(self, step: str, role: str, request: str, reply: str) -> None:
        self.path = step.partition("~")[0].split("/")
        self.role = role
        self.prompt = "\n".join(content for _, content in json.loads(request))
        self.reply = reply

    @property
    def turn(self) -> int | None:
        return int(self.path[3]) - 1 if self.path[2:3] == ["turn"] else None


def calls_by_brief(directory: Path) -> dict[str, list[Asked]]:
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        query = "SELECT owner, step, role, request, text FROM calls WHERE role IN ('director', 'speaker', 'assistant')"
        found = connection.execute(query).fetchall()
    finally:
        connection.close()
    grouped: dict[str, list[Asked]] = defaultdict(list)
    for owner, *call in found:
        grouped[owner].append(Asked(*call))
    return grouped


def secrets(frame: dict[str, Any], outline: dict[str, Any], role: str) -> list[str]:
    """Return everything that was written for this role alone."""
    card = next(card for card in frame["cards"] if card["role"] == role)
    points = [point["brings"] for point in outline.get("points", []) if point["role"] == role]
    return [card["goal"], *card["knows"], *points]


def unsaid(prompt: str) -> str:
    """Return a prompt without the sections that hold what was said."""
    return re.sub(r"<<<[a-z_ ]* said (\w+)>>>.*?<<<end [a-z_ ]* said \1>>>", "", prompt, flags=re.DOTALL)


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def reply_at(made: list[Asked], step: str) -> dict[str, Any]:
    replies = [json.loads(call.reply) for call in made if call.path[2:] == [step]]
    return replies[-1] if replies else {}


@pytest.mark.parametrize("name", DIALOGUES)
def test_no_side_is_shown_the_card_of_the_other(run_directory: MakeRun, name: str) -> None:
    directory = run_directory(name)
    scenario, seeds = library_job(name)
    play(directory, scenario, seeds, 8)
    assert scenario.conversation is not None
    roles = [role.name for role in scenario.conversation.roles]
    checked = 0
    for made in calls_by_brief(directory).values():
        frame, outline = reply_at(made, "frame"), reply_at(made, "outline")
        for call in made:
            if call.turn is None:
                continue
            mine, other = roles[call.turn % 2], roles[(call.turn + 1) % 2]
            shown = unsaid(call.prompt)
            known = secrets(frame, outline, mine)
            own = runs("\n".join((*known, frame["situation"])))
            for secret in set(secrets(frame, outline, other)) - set(known):
                assert secret not in shown
                assert not (runs(secret) & runs(shown)) - own, f"{mine} was shown: {secret}"
            assert all(item in shown for item in known), "a side was not shown its own card"
            checked += 1
    assert checked > 60


@pytest.mark.parametrize("name", DIALOGUES)
def test_persona_texts_stay_with_whom_they_describe(run_directory: MakeRun, name: str) -> None:
    directory, watched = run_directory(name), Spectator()
    play(directory, *library_job(name), 6, spectator=watched)
    texts = {sample.brief.id: [person.text for person in sample.brief.people] for sample in watched.samples}
    made = calls_by_brief(directory)
    for owner, (first, *others) in texts.items():
        for call in made[owner]:
            if call.turn is not None:
                mine, theirs = (first, others) if call.turn % 2 == 0 else (next(iter(others), ""), [first])
                assert mine in call.prompt
                assert not any(text in unsaid(call.prompt) for text in theirs)


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_revision_keeps_what_was_said_before_the_faulted_turn(run_directory: MakeRun, name: str) -> None:
    directory, watched = run_directory(name), Spectator()
    play(directory, *library_job(name, models="rehearsal:defects=0.9"), 8, spectator=watched)
    made, restarts = calls_by_brief(directory), 0
    for sample in watched.samples:
        for before, after in zip(sample.rounds, sample.rounds[1:], strict=False):
            graver = [finding for finding in before.findings if finding.severity != "minor"]
            place = min(int(finding.where.split()[1]) for finding in graver) - 1
            kept = before.draft.payload["turns"][:place]
            spoken = {c.turn for c in made[sample.brief.id] if c.path[:2] == ["revise", str(after.draft.round)]}
            assert min(turn for turn in spoken if turn is not None) == place
            assert after.draft.payload["turns"][:place] == kept
            restarts += 1
    assert restarts > 3
