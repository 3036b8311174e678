"""No text keeps a verifier busy: patterns that look back and forth must not do so without end.

A hang ends the test run with a stack (faulthandler_timeout); nothing is timed here.
"""

import pytest

from dramaturg.personas.persona import Origin, Persona
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.kinds.instruction import Instruction
from dramaturg.scenarios.seed import seed_of

LENGTH = 40_000

PIECES = (
    "A", "word ", "a. ", "1+1=", "1+", "1 ", "(1+", "[", "[A ", "{{", "_ ", "(", "As an ai ", "I don't have ", "Aa ",
    "XX/", "(insert ", "INSERT AB ", "here is a ", " ", "\n", "-", "Ab1+", "<", "**", "$", "=", " = ", "1.", "1,",
    "I'm sorry ", "I apologize I can't ", "If you ", "to be or not ", "line of words here\n", "1 aa bb cc dd ee ff ",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_long_texts_made_to_trip_a_pattern_are_read_through(piece: str) -> None:
    text = (piece * LENGTH)[:LENGTH] + "= 3 x"
    persona = Persona(id="p", text="A harbour engineer", origin=Origin.GIVEN)
    about = Brief(id="b", cell="all", index=0, persona=persona, seed=seed_of("The pump on quay four.", "log.txt:1"))
    parts = {"instruction": "How do I keep the strainer clear?", "input": "", "response": text}
    for verifier in Instruction.verifiers:
        list(verifier(parts, about))
