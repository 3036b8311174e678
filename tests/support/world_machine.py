"""A world that hypothesis makes calls in, one after the other, with what must hold after each."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar, Final

from hypothesis import settings, stateful
from hypothesis.stateful import RuleBasedStateMachine

from dramaturg.runtime.identity import canonical
from dramaturg.scenarios.state import State, state_hash
from dramaturg.scenarios.world import Effect, Result, World

_RUN: Final[Callable[..., None]] = vars(stateful)["run_state_machine_as_test"]
"""Untyped where it is defined."""


class WorldMachine(RuleBasedStateMachine):
    """A world under way. Those who inherit name the world and write rules that call."""

    world: ClassVar[World]
    seed: ClassVar[int] = 11
    size: ClassVar[int] = 3
    done: ClassVar[Counter[str]]
    """How often each tool did what it was asked for, over all examples of a run."""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._opened = self.world.begin(self.seed, self.size)
        self._simulation = self._runner.run(self._opened.__aenter__())
        self._writes = {tool.name for tool in self.world.tools if tool.effect is Effect.WRITE}
        self.start = self.state

    @classmethod
    def run(cls, examples: int, steps: int) -> Counter[str]:
        """Run so many examples, and return how often each tool did what it was asked for."""
        cls.done.clear()
        _RUN(cls, settings=settings(max_examples=examples, stateful_step_count=steps))
        return cls.done

    @property
    def state(self) -> State:
        """The state as it is."""
        return self._simulation.snapshot()

    def call(self, tool: str, **arguments: Any) -> Result:
        """Make a call. Only what succeeds changes something, and only where its tool is said to."""
        before = self.state
        again = self._elsewhere(before, tool, arguments)
        result = self._runner.run(self._simulation.call("assistant", tool, arguments))
        assert (result, state_hash(self.state)) == again, "the order in which records lie must not matter"
        assert (before != self.state) == result.changed, (tool, arguments)
        assert not result.changed or (result.error is None and tool in self._writes), (tool, arguments)
        self.done[tool] += result.error is None
        return result

    def _elsewhere(self, state: State, tool: str, arguments: dict[str, Any]) -> tuple[Result, str]:
        """Return what comes of a call where the same records lie in another order."""

        async def called() -> tuple[Result, str]:
            async with self.world.begin(self.seed, self.size) as simulation:
                simulation.restore(json.loads(canonical(state)))
                return await simulation.call("assistant", tool, arguments), state_hash(simulation.snapshot())

        return self._runner.run(called())

    def teardown(self) -> None:
        """See RuleBasedStateMachine."""
        self._runner.run(self._opened.__aexit__(None, None, None))
        self._runner.close()
