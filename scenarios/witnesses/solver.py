"""The solver: sees a problem and nothing of its solution, and says what it finds."""

from pydantic import ConfigDict, Field

from ...runtime.frozen import Reply
from ...runtime.prompt import Prompt
from ..witness import Question
from . import solver_rehearsal as solver_rehearsal  # plays this witness's part in rehearsals

UNSOLVABLE = "unsolvable"
AMBIGUOUS = "ambiguous"


class SolverFinding(Reply):
    """What a solver finds."""

    model_config = ConfigDict(coerce_numbers_to_str=True)  # small models answer 18, without the marks

    steps: str = Field(description="the working, step by step")
    answer: str = Field(min_length=1, description="the final answer alone; or unsolvable; or ambiguous")

    @property
    def fault(self) -> str:
        """What is wrong with the problem, in a word; nothing where it has an answer."""
        said = self.answer.strip(" \n`\"'.").casefold()
        return next((fault for fault in (UNSOLVABLE, AMBIGUOUS) if said.startswith(fault)), "")


SOLVE = Question("solver", Prompt.beside(__file__), SolverFinding)
