"""A trial: the same tests on several variants of one module, in one start of the sandbox."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import TypeAdapter

from ..runtime.frozen import Frozen
from ..runtime.sandbox import PROGRAM, Limits, Status
from .witness import Witnesses

INSIDE: Final = Path(__file__).with_name("trial_inside.py")


class Failure(Frozen):
    """What a test said when it failed, and in which line of the tests; 0 where it was none of theirs."""

    line: int
    error: str


class Outcome(Frozen):
    """What came of a variant: `passed`, `failed`, `died` (its process ended), or `spent` (its time was up)."""

    outcome: str
    failed: dict[str, Failure] = {}
    """Tests that failed, by name; the empty name where the module or the tests could not be loaded."""

    @property
    def passed(self) -> bool:
        """Whether it passed every test."""
        return self.outcome == "passed"

    @property
    def said(self) -> str:
        """How it failed, in one line."""
        if not self.failed:
            return {"died": "the process ended", "spent": "it takes too long"}.get(self.outcome, self.outcome)
        name, failure = next(iter(self.failed.items()))
        return f"{name}: {failure.error}" if name else failure.error


class Variants(NamedTuple):
    """What is to be tried: modules by name, the one that the tests belong to first."""

    sources: Mapping[str, str]
    tests: str
    names: Sequence[str]
    """The tests' functions, in order."""
    whole: Sequence[str]
    """Variants of which every test is of interest; others are tried until the first test that fails."""
    anew: Sequence[str]
    """Variants that run in a new interpreter, where sets have another order."""


class Trial(NamedTuple):
    """What came of it. Where the first variant did not pass, the others were not tried."""

    status: Status
    why: str
    """What went wrong with the trial as a whole; empty where nothing did."""
    outcomes: Mapping[str, Outcome]


_OUTCOMES: Final = TypeAdapter(dict[str, Outcome])


async def tried(variants: Variants, seconds: int, memory_mb: int, witnesses: Witnesses) -> Trial:
    """Run the tests on every variant.

    Args:
        variants: what to run.
        seconds: processor time of each.
        memory_mb: memory of each.
        witnesses: who has a sandbox.
    """
    order = {
        "variants": dict(variants.sources),
        "tests": variants.tests,
        "names": [*variants.names],
        "first": next(iter(variants.sources)),
        "whole": [*variants.whole],
        "anew": [*variants.anew],
        "seconds": seconds,
        "memory": memory_mb,
    }
    files = {PROGRAM: INSIDE.read_text(encoding="utf-8"), "order.json": json.dumps(order)}
    count = len(variants.sources)
    limits = Limits(seconds=seconds * (count + 1) + 4, memory_mb=2 * memory_mb + 64, output_kb=256)
    execution = await witnesses.execute(files, limits=limits)
    if execution.status is not Status.OK:
        return Trial(execution.status, execution.why, {})
    return Trial(Status.OK, "", _OUTCOMES.validate_json(execution.stdout))
