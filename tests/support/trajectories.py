"""Good trajectories without any agent: a drawn task's own solution, carried out in a fresh world, with words around it.

Who plays them is drawn per trajectory: how much the user says at once and how they write ids, whether the assistant
makes several look-ups together, looks at something twice or errs once and mends it, how it writes amounts, and whether
it hands over at the end. None of that makes a trajectory worse.
"""

import asyncio
import json
import random
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple, Protocol

import device_play
import shop_play
from dramaturg.runtime.frozen import is_list, is_mapping
from dramaturg.scenarios.blueprint import Blueprint, PlannedCall, Variant
from dramaturg.scenarios.offering import offering
from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.state import differences
from dramaturg.scenarios.trajectory import Act, Called, Closing, Offered, Trajectory
from dramaturg.scenarios.world import WORLDS, Effect, Result, Simulation, World

SIZE: Final = 4
HELD_BACK: Final = "Say this only when you are asked: "
THANKS: Final = ("Thank you, goodbye.", "That is all, thanks. Bye!", "Good, I am done then.")
IN_WORDS: Final = {"3": "three", "5": "five", "30": "thirty", "60": "sixty"}
DECLINED: Final = "I am sorry, that cannot be done."
DONE: Final = ("That is settled.", "All done.", "It is taken care of.")


class Propose(Protocol):
    """Draws a task of one world."""

    def __call__(self, seed: int, variant: Variant, size: int = SIZE) -> Blueprint | None: ...


PROPOSERS: Final[dict[str, Propose]] = {"shop": shop_play.proposed, "device": device_play.proposed}


class Habits(NamedTuple):
    """How those who play a trajectory go about it."""

    tells_at_once: bool
    small_letters: bool
    together: bool
    looks_twice: bool
    errs_once: bool
    hands_over: bool
    dressed: int

    @classmethod
    def drawn(cls, rng: random.Random) -> "Habits":
        """Draw habits."""
        flips = [rng.random() < 0.4 for _ in range(6)]
        return cls(*flips, dressed=rng.randrange(4))


PLAIN: Final = Habits(True, False, False, False, False, False, 0)


def good(
    seeds: Iterable[int], variants: Iterable[Variant] = tuple(Variant), worlds: Iterable[str] = tuple(PROPOSERS)
) -> Iterator[Trajectory]:
    """Yield the tasks that these seeds draw, played well."""
    wanted = [*variants]
    for seed in seeds:
        for world in worlds:
            for variant in wanted:
                played = one(world, seed, variant)
                if played is not None:
                    yield played


@cache
def one(world: str, seed: int, variant: Variant = Variant.PLAIN, *, is_plain: bool = False) -> Trajectory | None:
    """Return the task that a seed draws, played well; None where it draws none."""
    blueprint = PROPOSERS[world](seed, variant)
    if blueprint is None:
        return None
    rng = random.Random(f"{world} {seed} {variant}")
    setting = Setting(world=world, seed=seed, size=SIZE, variant=variant)
    return asyncio.run(played(blueprint, setting, PLAIN if is_plain else Habits.drawn(rng), rng))


async def played(blueprint: Blueprint, setting: Setting, habits: Habits, rng: random.Random) -> Trajectory:
    """Play a task well."""
    world = WORLDS.get(setting.world)
    tools = offering(world, setting, blueprint)
    async with world.begin(setting.seed, setting.size) as simulation:
        stage = Stage(world, simulation, tools, rng)
        await Play(stage, blueprint, habits).acted()
        end = hash_of(world, simulation.snapshot())
    is_handed_over = any(act.is_done and act.actor == "assistant" for act in stage.acts)
    return Trajectory(
        setting=setting,
        policy=world.policy,
        blueprint=blueprint,
        tools=tools,
        acts=tuple(stage.acts),
        closing=Closing.TRANSFER if is_handed_over else Closing.DONE,
        state=end,
    )


class Stage:
    """Where acts are put on record, calls with what came of them."""

    def __init__(self, world: World, simulation: Simulation, tools: tuple[Offered, ...], rng: random.Random) -> None:
        self.world = world
        self.rng = rng
        self.acts: list[Act] = []
        self._simulation = simulation
        self._tools = tools
        self._made = 0

    def user(self, text: str, *, is_done: bool = False) -> None:
        """Let the user say something."""
        self.acts.append(Act(actor="user", text=text, is_done=is_done))

    def assistant(self, text: str, *, is_done: bool = False) -> None:
        """Let the assistant say something."""
        self.acts.append(Act(actor="assistant", text=text, is_done=is_done))

    async def calls(self, planned: list[PlannedCall]) -> list[Result]:
        """Make calls together."""
        made = [await self.called(each) for each in planned]
        self.acts.append(Act(actor=planned[0].actor, calls=tuple(made)))
        return [each.result for each in made]

    async def called(self, planned: PlannedCall) -> Called:
        """Make one call."""
        tool = next((each for each in self._tools if each.real == planned.tool), None)
        before = self._simulation.snapshot()
        if tool is None:
            result = Result(error=f"there is no tool {planned.tool!r}")
        else:
            result = await self._simulation.call(planned.actor, tool.real, planned.given())
        self._made += 1
        return Called(
            id=f"call_{self._made}",
            tool=tool.name if tool else planned.tool,
            arguments=planned.given(),
            result=result,
            changes=differences(before, self._simulation.snapshot()) if result.changed else (),
        )

    def is_read(self, planned: PlannedCall) -> bool:
        """Whether a call changes nothing."""
        return any(tool.name == planned.tool and tool.effect is Effect.READ for tool in self.world.tools)


class Play:
    """One task, played by somebody with these habits."""

    def __init__(self, stage: Stage, blueprint: Blueprint, habits: Habits) -> None:
        self.stage = stage
        self.blueprint = blueprint
        self.habits = habits

    async def acted(self) -> None:
        """Play it from the first word to the last."""
        self._opening()
        await self._solution()
        self._closing()

    def _opening(self) -> None:
        facts = [self._written(fact.removeprefix(HELD_BACK)) for fact in self.blueprint.known]
        told = any(fact.startswith(HELD_BACK) for fact in self.blueprint.known)
        if self.habits.tells_at_once and not told:
            self.stage.user(" ".join([self._written(self.blueprint.goal), *facts]))
            return
        self.stage.user(f"Hello. {self._written(self.blueprint.goal)}")
        self.stage.assistant("Gladly. Please tell me all that I need to know for that.")
        self.stage.user(" ".join(facts) or "There is nothing more to it.")

    async def _solution(self) -> None:
        errs = self.habits.errs_once
        for group in groups(self.stage, self.blueprint.calls, together=self.habits.together):
            first = group[0]
            if errs and first.actor == "assistant":
                await self.stage.calls([erring(first, self.stage.rng)])
                errs = False
            if first.actor == "user":
                self.stage.assistant("Please do the next step in your house and tell me what you see.")
            elif not self.stage.is_read(first):
                self.stage.assistant("I can do that for you now. Shall I go ahead?")
                self.stage.user("Yes, please.")
            results = await self.stage.calls(group)
            if first.actor == "user":
                self.stage.user(f"I have done that. {'; '.join(in_words(each) for each in results)}")
            elif self.habits.looks_twice and self.stage.is_read(first):
                await self.stage.calls(group[:1])

    def _closing(self) -> None:
        changed = any(not self.stage.is_read(each) for each in self.blueprint.calls)
        lead = self.stage.rng.choice(DONE) if changed else DECLINED if self.blueprint.forbidden else "I have looked."
        told = " ".join(dressed(value, self.habits.dressed) for value in self.blueprint.tells)
        handed = self.habits.hands_over and any(call.tool == "hand_over" for call in self.blueprint.calls)
        self.stage.assistant(f"{lead} {told}".strip(), is_done=handed)
        if not handed:
            self.stage.user(self.stage.rng.choice(THANKS), is_done=True)
            self.stage.assistant("Goodbye.")

    def _written(self, text: str) -> str:
        """Return a text as this user types it."""
        return re.sub(r"\b[A-Z]+\d\w*", lambda found: found[0].lower(), text) if self.habits.small_letters else text


def groups(stage: Stage, calls: list[PlannedCall], *, together: bool) -> Iterator[list[PlannedCall]]:
    """Yield calls that are made together: look-ups of one side that need nothing from each other."""
    waiting: list[PlannedCall] = []
    for call in calls:
        joins = waiting and together and waiting[0].actor == call.actor and stage.is_read(call)
        if waiting and not (joins and stage.is_read(waiting[0]) and is_known(stage, call)):
            yield waiting
            waiting = []
        waiting.append(call)
    if waiting:
        yield waiting


def is_known(stage: Stage, call: PlannedCall) -> bool:
    """Whether all that a call needs was said or shown already."""
    heard = json.dumps([act.model_dump(mode="json") for act in stage.acts]).lower()
    return all(str(value).lower() in heard for value in call.given().values())


def erring(call: PlannedCall, rng: random.Random) -> PlannedCall:
    """Return a call that fails and does nothing: an argument is missing, or the tool's name is wrong."""
    given = call.given()
    if not given or rng.random() < 0.5:
        return call.model_copy(update={"tool": f"{call.tool}_now"})
    return call.model_copy(update={"arguments": json.dumps(dict(list(given.items())[1:]))})


def in_words(result: Result) -> str:
    """Return how somebody says what they saw."""
    if result.error is not None:
        return result.error
    return ", ".join(leaves(result.value))


def leaves(value: object) -> Iterator[str]:
    """Yield every value in a result as a text."""
    if is_mapping(value):
        for key, each in value.items():
            yield f"{key} {', '.join(leaves(each))}"
    elif is_list(value):
        for each in value:
            yield from leaves(each)
    elif value is not None:
        yield str(value)


def dressed(value: str, way: int) -> str:
    """Return a sentence that tells a value in one of the ways in which people write it."""
    amount = re.fullmatch(r"(\d+)\.(\d\d)", value)
    if amount:
        whole, cents = int(amount[1]), amount[2]
        return (f"EUR {value}.", f"That is €{whole:,}.{cents}.", f"It makes {value} EUR.", f"({value} euros)")[way]
    if value in IN_WORDS:
        word = IN_WORDS[value]
        return (f"It is {value}.", f"A {value}-day term, say.", f"After {word}, no more.", f"{value}, I read.")[way]
    return (f"It is {value}.", f"That would be {value}; please note it.", f"You get: {value}", f"({value})")[way]
