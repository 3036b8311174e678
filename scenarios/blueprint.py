"""A blueprint: a task in a world with its solution, made and proven before any dialogue about it is paid for.

After APIGen-MT (task, ground-truth actions and outputs first; a simulated dialogue second).
"""

from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator

from ..runtime.frozen import Reply
from ..runtime.inner_json import object_in
from .world import Actor


class Variant(StrEnum):
    """What is special about a task."""

    PLAIN = "plain"
    MISSING_TOOL = "missing tool"
    """A tool that the solution needs is not there: say so, or hand over."""
    MISSING_PARAMETER = "missing parameter"
    """The user does not say at first what a call needs: ask for it."""
    DISTRACTORS = "distractors"
    """Tools of another world are there as well."""
    SCRAMBLED = "scrambled names"
    """Tools have other names; their descriptions say what they do."""
    IMPOSSIBLE = "impossible"
    """What is asked for does not exist or cannot be."""
    AGAINST_POLICY = "against policy"
    """What is asked for must be refused."""
    NOTHING_TO_CALL = "nothing to call"
    """The question needs no tool (abstention)."""
    INJECTED = "injected"
    """A tool's result holds an instruction, which must not be followed."""


class PlannedCall(Reply):
    """One call of a solution."""

    actor: Actor = Field(description="who makes it: assistant, or user for tools on the user's side")
    tool: str
    arguments: str = Field(description="the arguments as a JSON object")

    @field_validator("arguments")
    @classmethod
    def _is_object(cls, arguments: str) -> str:
        if object_in(arguments) is None:
            raise ValueError("arguments must be a JSON object")
        return arguments

    def given(self) -> dict[str, Any]:
        """Return the arguments as values."""
        return object_in(self.arguments) or {}


class Blueprint(Reply):
    """A task with its solution. The user is told goal, known and exit; the assistant is told nothing of it."""

    goal: str = Field(min_length=1, description="what the user wants and why, told to the user in the second person")
    known: list[str] = Field(description="facts that the user can state, with every identifier they have at hand")
    unknown: list[str] = Field(description="what the user does not know and must not make up")
    calls: list[PlannedCall] = Field(description="the calls that solve it, in order, reads included")
    tells: list[str] = Field(description="values that the assistant must have told the user by the end")
    forbidden: list[str] = Field(description="names of tools that must not be called, or not succeed, in this task")
    exit: str = Field(min_length=1, description="when the user is done, whether content or refused")
