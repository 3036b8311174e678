"""AgentDojo (Debenedetti et al. 2024) as we use it: its suites without its agents."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from pydantic import BaseModel

from ....runtime.errors import UsageError

VERSION = "v1.2.2"
"""The version of the benchmark: its latest tasks, 97 of users."""


class Function(Protocol):
    """One of a suite's tools."""

    name: str
    description: str
    parameters: type[BaseModel]


class FunctionCall(Protocol):
    """One call of a ground truth."""

    function: str
    args: Mapping[str, Any]


class UserTask(Protocol):
    """A task of a user, with its solution and what decides whether it was done."""

    PROMPT: str
    GROUND_TRUTH_OUTPUT: str

    def ground_truth(self, pre_environment: BaseModel) -> list[FunctionCall]:
        """Return the calls that do it."""
        ...


class Suite(Protocol):
    """An environment with tools and tasks."""

    tools: list[Function]

    @property
    def user_tasks(self) -> Mapping[str, UserTask]:
        """The tasks, by name."""
        ...

    def load_and_inject_default_environment(self, injections: dict[str, str]) -> BaseModel:
        """Return a fresh environment, with no injection where none is given."""
        ...


class Functions(Protocol):
    """What runs tools over an environment."""

    def run_function(self, env: BaseModel, function: str, kwargs: Mapping[str, Any]) -> tuple[object, str | None]:
        """Return what came of a call, and what is wrong with it."""
        ...


@cache
def suite_named(name: str) -> Suite:
    """Return a suite.

    Raises:
        UsageError: AgentDojo is not installed.
    """
    try:
        suites: Mapping[str, Suite] = import_module("agentdojo.task_suite.load_suites").get_suites(VERSION)
    except ImportError as error:
        raise UsageError(
            f"the world agentdojo-{name} needs AgentDojo, which cannot be imported: {error}",
            fix="pip install 'dramaturg[agentdojo]'",
        ) from error
    return suites[name]


@cache
def _loaded(suite: str) -> BaseModel:
    return suite_named(suite).load_and_inject_default_environment({})


def fresh_environment(suite: str) -> BaseModel:
    """Return an environment of its own, as the library loads it; that takes a second, a copy of it milliseconds."""
    return _loaded(suite).model_copy(deep=True)


def functions(tools: Sequence[Function]) -> Functions:
    """Return what runs tools."""
    made: Functions = import_module("agentdojo.functions_runtime").FunctionsRuntime(tools)
    return made
