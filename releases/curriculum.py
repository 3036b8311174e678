"""Curriculum order: accepted samples from the easiest on, by a control whose options are ranked, or by their scores."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from ..graphs.sample import Sample, Status
from ..runtime.errors import UsageError
from ..runtime.ledger import Reader, briefs
from ..scenarios.spec import Scenario
from ..traces.held import PAGE, read_held

SCORE = "score"
"""Orders by the judge's mean score, the best first; a control of this name goes before it."""

Rank = Callable[[Sample], float]


def accepted(ledger: Reader, scenario: Scenario, order: str | None, page: int = PAGE) -> Iterator[Sample]:
    """Yield the accepted samples: in the order of settlement, or from the easiest on.

    Samples of equal rank stay in the order of settlement. Only ranks are held for all samples at a time.

    Args:
        ledger: the run's.
        scenario: the run's, which says how options are ranked.
        order: a control with `ranked` options, or `SCORE`; None for the order of settlement.
        page: samples that are held at a time.

    Raises:
        UsageError: there is no such order.
    """
    if order is None:
        yield from read_held(ledger, briefs.c.status == Status.ACCEPTED)
        return
    rank = _rank(scenario, order)
    ranked = [(rank(sample), sample.brief.id) for sample in read_held(ledger, briefs.c.status == Status.ACCEPTED)]
    ids = iter([name for _, name in sorted(ranked, key=lambda held: held[0])])
    while held := list(islice(ids, page)):
        yield from _these(ledger, held)


def _these(ledger: Reader, ids: Sequence[str]) -> Iterator[Sample]:
    found = {sample.brief.id: sample for sample in read_held(ledger, briefs.c.id.in_(ids))}
    yield from (found[name] for name in ids)


def _rank(scenario: Scenario, order: str) -> Rank:
    control = scenario.controls.get(order)
    if control is not None and control.ranked:
        places = {value: float(place) for place, value in enumerate(control.ranked)}
        return lambda sample: places[sample.brief.controls[order].value]
    if control is None and order == SCORE:
        return _by_score
    known = ", ".join((*(name for name, each in scenario.controls.items() if each.ranked), SCORE))
    lacking = "there is no such control" if control is None else "its options have no ranks"
    raise UsageError(
        f"rows cannot be put in the order of {order!r}: {lacking}",
        fix=f"use --order with one of: {known}; `ranked` of a control lists its options, the easiest first",
    )


def _by_score(sample: Sample) -> float:
    scores = sample.verdict.scores if sample.verdict else {}
    return -sum(scores.values()) / max(len(scores), 1)
