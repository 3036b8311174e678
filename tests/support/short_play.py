"""A run of four briefs whose every reply is known: accepted, near-duplicate, judged down, unusable.

The replies come from an endpoint that reads its lines from a script; personas and plans are the rehearsal model's.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult
from sqlalchemy import text

from dramaturg.graphs.directory import LEDGER_FILE
from dramaturg.graphs.report import Report
from dramaturg.runtime.frozen import is_mapping
from dramaturg.runtime.ledger import Ledger, Reader
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.received import Sender
from dramaturg.runtime.rehearsal.model import RehearsalChat, result_of
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.spec import Scenario
from model_server import completion
from play import play

TICKETS = {
    "instruction": "How many tickets do I need for four adults and three pupils on the ferry?",
    "input": "",
    "response": "You need one ticket each, so 3 + 4 = 8 tickets. Buy them at the pier.",
}
MENDED = TICKETS | {"response": "You need one ticket each, so 3 + 4 = 7 tickets. Buy them at the pier."}
BREAD = {
    "instruction": "Which flour keeps a sourdough starter lively through a cold winter in the mountains?",
    "input": "",
    "response": "Wholemeal rye. It feeds the yeasts for longer than white wheat does.",
}
UNUSABLE = "I would rather not reply as JSON \x1b[31mtoday\x1b[0m."

GOOD = {"in_character": 4, "helpfulness": 5, "correctness": 4, "specificity": 4}
POOR = GOOD | {"correctness": 2}

SCRIPT: Mapping[str, list[object]] = {
    "InstructionDraft": [TICKETS, MENDED, BREAD, UNUSABLE, UNUSABLE],
    "InstructionDraftRevision": [{"answers": ["corrected the sum"], "draft": MENDED}],
    "Critique": [{"findings": []}] * 4,
    "Scores": [GOOD, GOOD, POOR],
}
"""Reply type → the replies to its calls, one after the other. What is text is sent as it is."""

SEEDS = (
    seed_of("The ferry leaves at six.\nPupils pay half, and nobody [bold]argues[/bold] with the mate.", "pier.txt:1"),
)
"""One alone, so that every brief has it, whatever is drawn."""

SCENARIO = Scenario.model_validate(
    {
        "name": "short_play",
        "kind": "instruction",
        "personas": {"rounds": 1, "parents": 1.0},
        "controls": {"tone": {"options": {"plain": {"about": "no ornaments"}}}},
        "budget": {"candidates": 4},
        "wanted": 2,
    }
)


class Scripted:
    """An endpoint that says its lines in order."""

    def __init__(self) -> None:
        self._rehearsal = RehearsalChat()
        self._said: Counter[str] = Counter()

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        title = settings["response_format"]["json_schema"]["name"]
        if title not in SCRIPT:
            return await self._rehearsal.send(messages, **settings)
        line = SCRIPT[title][self._said[title]]
        self._said[title] += 1
        text = line if isinstance(line, str) else json.dumps(_reply(title, line))
        return result_of(completion(text, x_rehearsal=None))


def _reply(title: str, line: object) -> object:
    if title != "Scores" or not is_mapping(line):
        return line
    scored = (f"{name} is as it is" for name in GOOD)
    return {
        "scores": [
            {"criterion": name, "reason": reason, "score": line[name]}
            for name, reason in zip(GOOD, scored, strict=True)
        ]
    }


def short_play(directory: Path) -> Report:
    """Run it."""
    endpoint = Scripted()

    def way_to(_: ModelSpec) -> Sender:
        return endpoint

    return play(directory, SCENARIO, SEEDS, 2, concurrency=1, senders=way_to)


def opened(directory: Path) -> Reader:
    """Open a run's ledger for reading."""
    return Ledger.reader(directory / LEDGER_FILE)


def ids_by_outcome(directory: Path) -> dict[str, str]:
    """Return stage, or else status → id of each brief."""
    with opened(directory) as ledger:
        rows = ledger.read(text("SELECT id, coalesce(stage, status) AS outcome FROM briefs"))
    return {row["outcome"]: row["id"] for row in rows}
