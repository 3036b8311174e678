"""Calls through a scheduler to an endpoint in some mood, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable

from dramaturg.runtime.errors import EndpointError, EndpointFault
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.scheduled import ScheduledSender
from dramaturg.runtime.scheduler import Scheduler
from moody_endpoint import Answer, Mood, MoodyEndpoint, question
from virtual_clock import VirtualClock, in_virtual_time

SPEC = ModelSpec(name="m")
DOWN = Answer(seconds=0.01, fault=EndpointFault.NETWORK)


class Scene:
    """A scheduled way to an endpoint in some mood, and what became of the calls."""

    def __init__(self, mood: Mood, spec: ModelSpec = SPEC) -> None:
        self.endpoint = MoodyEndpoint(VirtualClock(), mood)
        self.scheduler = Scheduler(self.endpoint.clock)
        self.sender = ScheduledSender(self.endpoint, self.scheduler, spec)
        self.ended: dict[str, float] = {}
        self.errors: dict[str, EndpointError] = {}

    @property
    def now(self) -> float:
        return self.endpoint.now

    async def call(self, key: str) -> None:
        try:
            await self.sender.send(question(), idempotency_key=key)
        except EndpointError as error:
            self.errors[key] = error
        self.ended[key] = self.now

    async def calls(self, number: int) -> None:
        await asyncio.gather(*(self.call(f"c{n}") for n in range(number)))

    async def keep_busy(self, workers: int, seconds: float) -> None:
        """Have so many workers call without a break for so long."""

        async def work(worker: int) -> None:
            while self.now < seconds:
                await self.call(f"w{worker}-{self.now:.3f}")

        await asyncio.gather(*map(work, range(workers)))


def play(mood: Mood, act: Callable[[Scene], Awaitable[None]], spec: ModelSpec = SPEC) -> Scene:
    """Act with a scheduled sender in virtual time."""

    async def whole() -> Scene:
        scene = Scene(mood, spec)
        await act(scene)
        return scene

    return in_virtual_time(whole())


def sequence(*answers: Answer) -> Mood:
    """Return a mood that gives these answers, and good ones afterwards."""
    left = list(answers)
    return lambda it, key: left.pop(0) if left else Answer()
