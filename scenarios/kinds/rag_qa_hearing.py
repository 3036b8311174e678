"""The hearing of a grounded answer: readers who never see it, with all passages, with one kept back, with none."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...runtime.text import shorten
from ..finding import Check, Evidence, Finding
from ..passages import Passages
from ..verifiers.evidence import defect
from ..verifiers.grounded import Answered
from ..witness import Witnesses
from ..witnesses.closed_book import RECALL
from ..witnesses.matcher import matches
from ..witnesses.reader import Reading, readings, readings_without

_BOOKLESS = 0
"""Which comparison the one without passages is; readers count from 1, sources behind them."""


class Bench(NamedTuple):
    """Who is heard."""

    witnesses: Witnesses
    readers: int
    agree: int
    closed_book: bool

    def check(self, name: str, passed: bool, said: str) -> Check:
        """Return a check that rests on what witnesses said."""
        return Check(name=name, passed=passed, said=said, simulated=self.witnesses.simulated)


async def hear(bench: Bench, made: Answered, passages: Passages, *, answerable: bool) -> Evidence:
    """Return what the witnesses' words prove of a draft; the first that speaks against it ends the hearing."""
    read = await readings(bench.witnesses, made.question, passages, bench.readers)
    checks = [await _readers(bench, made, read) if answerable else _nobody_finds_it(bench, read)]
    if answerable and checks[-1].passed and len(passages.sources) > 1:
        checks += [await _needed(bench, made, passages, source) for source in passages.sources]
    if answerable and bench.closed_book and all(check.passed for check in checks):
        checks.append(await _closed_book(bench, made))
    return Evidence(findings=tuple(_against(checks)), checks=tuple(checks))


async def _readers(bench: Bench, made: Answered, read: Sequence[Reading]) -> Check:
    agreed = 0
    for number, reading in enumerate(read, 1):
        agreed += reading.answerable and await _same(bench, made, reading.answer, number)
    said = f"{agreed} of {len(read)} readers come to this answer" + _others(made, read)
    return bench.check("readers agree", agreed >= bench.agree, said)


def _others(made: Answered, read: Sequence[Reading]) -> str:
    other = [reading.answer for reading in read if reading.answerable and reading.answer != made.answer]
    none = sum(not reading.answerable for reading in read)
    told = [f"one says: {shorten(other[0], 100)}"] if other else []
    return "".join(f"; {each}" for each in [*told, *([f"{none} find no answer"] if none else [])])


def _nobody_finds_it(bench: Bench, read: Sequence[Reading]) -> Check:
    found = [reading.answer for reading in read if reading.answerable]
    said = f"a reader answers: {shorten(found[0], 100)}" if found else f"none of {len(read)} readers finds an answer"
    return bench.check("cannot be answered", not found, said)


async def _needed(bench: Bench, made: Answered, passages: Passages, source: int) -> Check:
    """One reader who overlooks the answer proves nothing: none of them may come to it without this passage."""
    read = await readings_without(bench.witnesses, made.question, passages, source, bench.readers)
    agreed = 0
    for number, reading in enumerate(read, (source + 1) * bench.readers):
        agreed += reading.answerable and await _same(bench, made, reading.answer, number)
    said = f"without it {agreed} of {len(read)} readers come to the answer"
    return bench.check(f"needs passage {source}", not agreed, said)


async def _closed_book(bench: Bench, made: Answered) -> Check:
    said = await bench.witnesses.ask(RECALL, asked=made.question)
    known = said.known and await _same(bench, made, said.answer, _BOOKLESS)
    told = f"known without them: {shorten(said.answer, 100)}" if known else "without them it is not known"
    return bench.check("needs the passages", not known, told)


async def _same(bench: Bench, made: Answered, answer: str, number: int) -> bool:
    return await matches(bench.witnesses, made.question, made.answer, answer, number)


def _against(checks: Sequence[Check]) -> Iterator[Finding]:
    for check in checks:
        if not check.passed:
            yield defect("readers", "question", f"{check.name}: {check.said}", _MEND.get(check.name, _HOPS))


_HOPS = "ask what takes all of the passages that it rests on"
_MEND = {
    "readers agree": "ask so that the passages settle it in one way, or put the answer right",
    "cannot be answered": "ask what no passage tells",
    "needs the passages": "ask what only these documents tell",
}
