"""The programmer: sees a problem and nothing of its solution, and writes a program that prints the answer."""

import re
from typing import Final

from pydantic import Field

from ...runtime.frozen import Reply
from ...runtime.prompt import Prompt
from ..witness import Question
from . import programmer_rehearsal as programmer_rehearsal  # plays this witness's part in rehearsals

_FENCED: Final = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)```", re.DOTALL)


class ProgrammerText(Reply):
    """What a programmer writes."""

    approach: str = Field(description="what is given and how the answer follows, in two or three sentences")
    program: str = Field(min_length=1, description="the whole Python program, which prints the answer")

    @property
    def source(self) -> str:
        """The program without the fence that models put around code."""
        fenced = _FENCED.search(self.program)
        return fenced[1] if fenced else self.program


PROGRAM = Question("programmer", Prompt.beside(__file__), ProgrammerText)
