"""What the verifiers find, and what they flag that is clean, on texts that people wrote.

Self-Instruct instances and GSM8K problems are spoilt by code (tests/support/corruption.py). A planted defect counts as
found when its verifier says something about the spoilt draft that it did not say about the same draft before.

The verifiers were tried on these clean texts while they were written, so on others they will block a little more. What
they still block is real for the most part: letters with a gap such as "[Name]", sums that do not come out.
"""

import random
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import pytest

from corruption import DEFECTS
from dramaturg.personas.calibration import wilson
from dramaturg.personas.persona import Origin, Persona
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.finding import Finding, Severity
from dramaturg.scenarios.kind import Verifier
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.verifiers.addressed_to_model import addressed_to_model
from dramaturg.scenarios.verifiers.arithmetic import arithmetic
from dramaturg.scenarios.verifiers.boilerplate import boilerplate
from dramaturg.scenarios.verifiers.controls_met import controls_met
from dramaturg.scenarios.verifiers.copied import copied
from dramaturg.scenarios.verifiers.repetition import repetition
from dramaturg.scenarios.verifiers.well_formed import well_formed
from human_texts import Piece, gsm8k, self_instruct

EVERY_THIRD: Final = 3
"""How much of GSM8K is spoilt; all of it is looked at clean."""

CEILING: Final = 0.02
"""Share of clean texts that may be blocked."""


class Expected(NamedTuple):
    """Who is to find a defect, and at what rate at least: as measured, less a few points."""

    verifier: Verifier
    floor: float


EXPECTED: Final[dict[str, Expected]] = {
    "stock opening": Expected(boilerplate, 0.95),
    "stock opening, other models": Expected(boilerplate, 0.32),
    "stock closing": Expected(boilerplate, 0.80),
    "stock closing, other models": Expected(boilerplate, 0.42),
    "says that it is a model": Expected(boilerplate, 0.90),
    "says so, other models": Expected(boilerplate, 0.43),
    "refusal": Expected(boilerplate, 0.86),
    "refusal, other models": Expected(boilerplate, 0.34),
    "placeholder": Expected(well_formed, 0.86),
    "short seed copied whole": Expected(copied, 0.95),
    "seed copied, 11 to 14 words": Expected(copied, 0.97),
    "seed copied, 15 to 40 words": Expected(copied, 0.97),
    "seed copied, case and marks": Expected(copied, 0.97),
    "seed copied, one word replaced": Expected(copied, 0.97),
    "seed copied, two words replaced": Expected(copied, 0.92),
    "seed copied, a word dropped": Expected(copied, 0.97),
    "instruction handed back": Expected(copied, 0.97),
    "sum wrong by one": Expected(arithmetic, 0.92),
    "sum with a wrong digit": Expected(arithmetic, 0.92),
    "sum with a zero more or less": Expected(arithmetic, 0.92),
    "length missed": Expected(controls_met, 0.95),
    "form missed": Expected(controls_met, 0.98),
    "cut between words": Expected(well_formed, 0.37),
    "cut inside a word": Expected(well_formed, 0.24),
    "cut, no full stop before": Expected(well_formed, 0.19),
    "response left out": Expected(well_formed, 0.98),
    "sentence repeated": Expected(repetition, 0.96),
    "sentence repeated, a word changed": Expected(repetition, 0.67),
    "all repeated": Expected(repetition, 0.97),
    "end in a loop": Expected(repetition, 0.97),
    "forged mark": Expected(addressed_to_model, 0.84),
    "forged verdict": Expected(addressed_to_model, 0.38),
    "order": Expected(addressed_to_model, 0.77),
    "order in base64": Expected(addressed_to_model, 0.75),
    "order with hidden marks": Expected(addressed_to_model, 0.75),
    "order over several lines": Expected(addressed_to_model, 0.75),
    # Fences and the judge's schema stand against these, not a word list.
    "order in other words": Expected(addressed_to_model, 0.0),
}

VERIFIERS: Final[tuple[Verifier, ...]] = (
    well_formed,
    controls_met,
    boilerplate,
    copied,
    repetition,
    arithmetic,
    addressed_to_model,
)


def findings(verifier: Verifier, piece: Piece) -> set[Finding]:
    persona = Persona(id="p", text="Somebody", origin=Origin.GIVEN)
    seed = seed_of(piece.seed, "elsewhere")
    about = Brief(id="b", cell="all", index=0, persona=persona, seed=seed, controls=piece.controls)
    return set(verifier(piece.parts, about))


def share(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{hits:5} of {total:5}  {hits / total:6.1%}  [{low:.1%}, {high:.1%}]"


def test_every_defect_has_somebody_to_find_it() -> None:
    assert set(DEFECTS) == set(EXPECTED)
    assert {expected.verifier for expected in EXPECTED.values()} == set(VERIFIERS)


@pytest.mark.parametrize("defect", DEFECTS)
def test_planted_defects_are_found(defect: str) -> None:
    expected = EXPECTED[defect]
    found = planted = 0
    for number, piece in enumerate([*self_instruct(), *gsm8k()[::EVERY_THIRD]]):
        pair = DEFECTS[defect](random.Random(f"{defect} {number}"), piece)
        if pair is not None:
            planted += 1
            found += bool(findings(expected.verifier, pair.after) - findings(expected.verifier, pair.before))
    print(f"\n{defect:36} {expected.verifier.__name__:19} {share(found, planted)}", end="")
    assert planted >= 40
    assert found / planted >= expected.floor


@pytest.mark.parametrize("source", [self_instruct, gsm8k])
def test_clean_texts_are_left_alone(source: Callable[[], Sequence[Piece]]) -> None:
    pieces = source()
    print(f"\nclean texts of {pieces[0].source} that are flagged, blocking and major apart:")
    blocked = [False] * len(pieces)
    for verifier in VERIFIERS:
        held = [{finding.severity for finding in findings(verifier, piece)} for piece in pieces]
        blocked = [before or Severity.BLOCKING in now for before, now in zip(blocked, held, strict=True)]
        for severity in (Severity.BLOCKING, Severity.MAJOR):
            hits = sum(severity in now for now in held)
            print(f"  {verifier.__name__:19} {severity:9} {share(hits, len(pieces))}")
    print(f"  {'any of them':19} {Severity.BLOCKING:9} {share(sum(blocked), len(pieces))}")
    assert sum(blocked) / len(pieces) <= CEILING
