"""The steps and calls of one sample, in the order in which they were made."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from ..graphs.sample import Sample, Status
from ..graphs.store import Step
from ..runtime.errors import ContentFault
from ..runtime.journal import Usage
from ..runtime.ledger import Reader, calls, steps
from ..runtime.models import ModelSpec
from ..runtime.prompt import Message
from .story import CallStory

ASKED_AGAIN = "asked_again"
"""What a sample's `mended` says of a repair round, which has a call of its own here."""

_DIGITS = re.compile(r"(\d+)")

Place = tuple[Any, ...]


def read_steps(ledger: Reader, owner: str) -> tuple[Step, ...]:
    """Return the steps that a settled brief went through; none while it is pending."""
    found = ledger.read(select(steps).where(steps.c.owner == owner).order_by(steps.c.ordinal))
    return tuple(
        Step(node=row["node"], round=json.loads(row["summary"])["round"], duration_ms=row["duration_ms"])
        for row in found
    )


def read_calls(ledger: Reader, sample: Sample, taken: Sequence[Step]) -> tuple[CallStory, ...]:
    """Return the calls that were made for a sample, in the order of its steps."""
    trail = [name for step in taken for name in (step.node, f"{step.node}/{step.round}")]
    places = {name: place for place, name in reversed(list(enumerate(trail)))}
    rows = ledger.read(select(calls).where(calls.c.owner == sample.brief.id))
    rows.sort(key=lambda row: _place(row, places))
    unusable = _unusable(rows, sample)
    return tuple(_call(row, row["id"] in unusable, _mended(rows, row, sample.mended)) for row in rows)


def _place(row: RowMapping, places: Mapping[str, int]) -> Place:
    """Return where a call belongs: by attempt, by step, and within a step by time.

    Dates alone would not do: they are those of the first process, and fast calls share them.
    """
    path, attempt = _attempted(row["step"])
    node = "/".join(path.split("/")[:2])
    natural = [int(piece) if piece.isdecimal() else piece for piece in _DIGITS.split(path)]
    return (attempt, places.get(node, len(places)), row["started_at"], natural, row["ordinal"])


def _attempted(step: str) -> tuple[str, int]:
    """Return a call's path, and how often its brief had been reopened when it was made."""
    path, _, attempt = step.partition("~")
    return path, int(attempt or 0)


def usage_of(made: Iterable[CallStory]) -> Usage:
    """Return what calls cost together; unknown where one of them has no known price."""
    listed = list(made)
    costs = [call.cost_usd for call in listed]
    known = [cost for cost in costs if cost is not None]
    return Usage(
        calls=len(listed),
        tokens_in=sum(call.tokens_in or 0 for call in listed),
        tokens_out=sum(call.tokens_out or 0 for call in listed),
        cost_usd=round(sum(known), 9) if len(known) == len(costs) else None,
    )


def _unusable(rows: Sequence[RowMapping], sample: Sample) -> set[str]:
    """Return the ids of calls whose replies could not be used: asked again, or the end of the brief."""
    asked_again = {(row["step"], row["ordinal"] - 1) for row in rows if row["ordinal"]}
    found = {row["id"] for row in rows if row["fault"] or (row["step"], row["ordinal"]) in asked_again}
    late = (sample.reason or "").startswith(ContentFault.DEADLINE)
    if sample.status is Status.FAILED and not late:
        found |= set([row["id"] for row in rows if _attempted(row["step"])[0].split("/")[0] == sample.stage][-1:])
    return found


def _mended(rows: Sequence[RowMapping], row: RowMapping, named: Iterable[str]) -> tuple[str, ...]:
    """Return what was mended in a reply: it is noted by step, and was needed for the step's last reply."""
    last = max(other["ordinal"] for other in rows if other["step"] == row["step"])
    path, _ = _attempted(row["step"])
    pairs = (name.rsplit(":", 1) for name in named)
    return tuple(what for step, what in pairs if step == path and row["ordinal"] == last and what != ASKED_AGAIN)


def _call(row: RowMapping, unusable: bool, mended: tuple[str, ...]) -> CallStory:
    kept = ("step", "ordinal", "role", "model", "tokens_in", "tokens_out", "reasoning_tokens", "cost_usd")
    more = ("latency_ms", "finish_reason", "fault")
    truth: dict[str, Any] = json.loads(row["simulation"] or "{}")
    return CallStory(
        **{name: row[name] for name in (*kept, *more)},
        is_unusable=unusable,
        mended=mended,
        is_simulated=ModelSpec(name=row["model"]).is_rehearsal,
        planted=tuple(str(defect) for defect in truth.get("planted", ())),
        request=tuple(Message(role=role, content=content) for role, content in json.loads(row["request"])),
        reply=row["text"],
    )
