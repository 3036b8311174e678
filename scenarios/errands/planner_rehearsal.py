"""The rehearsed planner of a world with errands: draws one that serves the variant, and writes it as a blueprint."""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ...runtime.errors import UsageError
from ...runtime.rehearsal.directions import directions_in, value_of
from ...runtime.rehearsal.scene import Scene, as_object
from ...runtime.rehearsal.script import Script
from ...runtime.rehearsal.stage import Lines
from ..authored import ask
from ..blueprint import Blueprint, PlannedCall, Variant
from ..state import State
from ..world import WORLDS, Effect, Tool
from .errand import Desk, Errand, Slot, Step, Values
from .planner_defects_rehearsal import careless
from .progress_rehearsal import rules_in
from .spoken import ONLY_ASKED
from .talk_rehearsal import policy_in
from .templates import argument, filled, names_in, slots_in

_JOINED: Final = frozenset({Variant.PLAIN, Variant.DISTRACTORS, Variant.SCRAMBLED})
"""Tasks that may hold two errands."""


class Drawn(NamedTuple):
    """An errand with its values."""

    errand: Errand
    values: Values


class Planner:
    """A planner of tasks.

    Args:
        world: the world's name.
        errands: what its users want.
        desk: what comes first.
        corner: the part of the state that a task is made in.
        policy: what the assistant is told.
        rng: what is drawn for the task.
    """

    def __init__(
        self, world: str, errands: Sequence[Errand], desk: Desk, corner: State, policy: str, rng: random.Random
    ) -> None:
        self.world = world
        self.errands = errands
        self.desk = desk
        self.corner = corner
        self.policy = policy
        self.rng = rng
        self.script = Script.beside(__file__)
        self.tools: dict[str, Tool] = {tool.name: tool for tool in WORLDS.get(world).tools}
        self._look_at_steps()

    def propose(self, variant: Variant) -> Blueprint | None:
        """Return a task of a variant; None where the corner holds nothing for it."""
        joined = variant in _JOINED
        found = next((each for each in self._drawn(variant) if joined or not self._before(each)), None)
        if found is None:
            return None
        if variant is Variant.MISSING_TOOL:
            return self._without_tool(found)
        if variant is Variant.MISSING_PARAMETER:
            return self._vague(found)
        if variant is Variant.NOTHING_TO_CALL:
            return self.plan([found]).model_copy(update={"forbidden": list(self.tools)})
        return self.plan(self._with_another(found))

    def plan(self, drawn: Sequence[Drawn], goal: str = "", leave: str = "") -> Blueprint:
        """Return one errand, or two, as a blueprint.

        Raises:
            UsageError: they speak of a value that is not drawn.
        """
        try:
            return self._blueprint(drawn, goal, leave)
        except KeyError as error:
            named = " and ".join(repr(each.errand.name) for each in drawn)
            raise UsageError(
                f"the errand {named} of the world {self.world!r} lacks the value {error}",
                fix="have its `draw` return it",
            ) from error

    def _blueprint(self, drawn: Sequence[Drawn], goal: str, leave: str) -> Blueprint:
        wants = [filled(self.rng.choice(each.errand.wants), each.values) for each in drawn]
        both = self.script.pick(self.rng, "both", {"first": wants[0], "second": wants[-1]})
        return Blueprint(
            goal=goal or (both if len(wants) > 1 else wants[0]),
            known=_once(fact for each in drawn for fact in self._facts(each, goal or " ".join(each.errand.wants))),
            unknown=_once(text for each in drawn for text in each.errand.unknown),
            calls=self._needed(self._calls(each, self._steps(each.errand)) for each in drawn),
            tells=_once(value for each in drawn for value in self._tells(each)),
            forbidden=_once(filled(tool, each.values) for each in drawn for tool in each.errand.forbidden),
            exit=self.script.pick(self.rng, leave or self._leave(drawn)),
        )

    def _drawn(self, variant: Variant) -> Iterator[Drawn]:
        """Yield the errands that this corner has for a variant, in random order."""
        whose = ask(f"`draw` of the desk of {self.world!r}", self.desk.draw)(self.corner, self.rng)
        if whose is None:
            return
        for errand in sorted(self.errands, key=lambda each: self.rng.random() ** (1 / each.weight), reverse=True):
            if variant in errand.serves and self._can_be(errand, variant):
                draw = ask(f"`draw` of the errand {errand.name!r} of the world {self.world!r}", errand.draw)
                values, rules = draw(self.corner, self.rng), rules_in(self.policy, errand)
                if values is not None and rules.keys() == errand.rules.keys():
                    yield Drawn(errand, {**whose, **rules, **values})

    def _look_at_steps(self) -> None:
        """Refuse steps that no tool makes."""
        steps = [*self.desk.steps, *(step for errand in self.errands for step in errand.steps)]
        for step in steps:
            if step.tool not in self.tools:
                raise UsageError(
                    f"an errand of the world {self.world!r} has a step {step.tool!r}, which is no tool",
                    fix=f"name one of: {', '.join(self.tools)}",
                )

    def _can_be(self, errand: Errand, variant: Variant) -> bool:
        if variant is Variant.MISSING_PARAMETER:
            return bool(errand.vague or _told_apart(errand))
        return variant is not Variant.MISSING_TOOL or self._missing_step(errand) is not None

    def _with_another(self, drawn: Drawn) -> list[Drawn]:
        """Return an errand with what has to come first, or now and then with a second one about something else."""
        before = self._before(drawn)
        if before:
            return [before, drawn]
        if not drawn.errand.beside or not drawn.errand.is_solvable or self.rng.random() >= self.desk.two:
            return [drawn]
        others = (each for each in self._drawn(Variant.PLAIN) if _apart(drawn, each) and not self._before(each))
        second = next(others, None)
        return sorted([drawn, second], key=lambda each: self.errands.index(each.errand)) if second else [drawn]

    def _before(self, drawn: Drawn) -> Drawn | None:
        """Return what has to come before an errand in this corner."""
        if not drawn.errand.after:
            return None
        return next((each for each in self._drawn(Variant.PLAIN) if each.errand.name in drawn.errand.after), None)

    def _vague(self, drawn: Drawn) -> Blueprint:
        errand = drawn.errand
        goal = filled(self.rng.choice(errand.vague or errand.wants), drawn.values)
        plan = self.plan([drawn], f"{goal} {self.script.pick(self.rng, 'vague')}")
        return plan.model_copy(update={"known": [f"{ONLY_ASKED}{fact}" for fact in plan.known]})

    def _without_tool(self, drawn: Drawn) -> Blueprint:
        errand, missing, hand_over = drawn.errand, self._missing_step(drawn.errand), self.desk.hand_over
        steps = self._steps(errand)
        steps = [*steps[: steps.index(missing)], *([hand_over] if hand_over else [])] if missing else steps
        tells = [filled(slot, drawn.values) for _, slot in slots_in(self.desk.handed)] if hand_over else []
        return self.plan([drawn], leave="exit_ticket" if hand_over else "exit_refused").model_copy(
            update={
                "calls": self._needed([self._calls(drawn, steps)]),
                "tells": tells,
                "forbidden": [missing.tool] if missing else [],
            }
        )

    def _missing_step(self, errand: Errand) -> Step | None:
        """Return the step whose tool can be missing: the last change, or the last call where nobody changes a thing."""
        changes = any(self._writes(each) for each in errand.steps)
        handed = self.desk.hand_over.tool if self.desk.hand_over else ""
        own = (each for each in reversed(errand.steps) if each.actor == "assistant" and each.tool != handed)
        return next((each for each in own if each.can_lack and self._writes(each) == changes), None)

    def _writes(self, step: Step) -> bool:
        return self.tools[step.tool].effect is Effect.WRITE

    def _steps(self, errand: Errand) -> list[Step]:
        return [*(self.desk.steps if errand.identified else ()), *errand.steps]

    def _calls(self, drawn: Drawn, steps: Sequence[Step]) -> Iterator[PlannedCall]:
        for step in steps:
            properties = as_object(self.tools[step.tool].parameters.get("properties"))
            given = {
                name: argument(value, drawn.values, as_object(properties.get(name)))
                for name, value in step.arguments.items()
            }
            text = json.dumps(given, ensure_ascii=False, sort_keys=True)
            yield PlannedCall(actor=step.actor, tool=step.tool, arguments=text)

    def _needed(self, errands: Iterable[Iterable[PlannedCall]]) -> list[PlannedCall]:
        """Return the calls without look-ups that were made before; after a change, an errand looks again."""
        kept: list[PlannedCall] = []
        for calls in errands:
            fresh = [call for call in kept if call.actor == "assistant"]
            for call in calls:
                if call in fresh and call.actor == "assistant":
                    continue
                kept.append(call)
                fresh = [] if self.tools[call.tool].effect is Effect.WRITE else [*fresh, call]
        return kept

    def _facts(self, drawn: Drawn, said: str) -> Iterator[str]:
        """Yield the facts that the user knows and what they want does not say already."""
        slots: dict[str, Slot] = {**self.desk.slots, **drawn.errand.slots}
        told = set(names_in(said))
        for name, slot in slots.items():
            if name not in told and all(drawn.values.get(each) is not None for each in names_in(slot.fact)):
                yield filled(slot.fact, drawn.values)

    def _tells(self, drawn: Drawn) -> Iterator[str]:
        errand = drawn.errand
        if errand.tells is not None:
            return (filled(value, drawn.values) for value in errand.tells)
        shown = {name for step in self._steps(errand) for name in step.learns} | errand.rules.keys()
        return (filled(slot, drawn.values) for name, slot in slots_in(errand.says[0]) if name in shown)

    def _leave(self, drawn: Sequence[Drawn]) -> str:
        if any(each.errand.is_refusal for each in drawn):
            return "exit_refused"
        steps = [step for each in drawn for step in each.errand.steps]
        return "exit_done" if any(map(self._writes, steps)) else "exit_told"


def planner_of(world: str, errands: Sequence[Errand], desk: Desk) -> Callable[[Scene], Lines]:
    """Return the part of a world's planner."""

    def plan(scene: Scene) -> Lines:
        corner = as_object(json.loads(scene.section("corner")))
        planner = Planner(world, errands, desk, corner, policy_in(scene), scene.rng)
        asked = value_of(directions_in(scene.user), "variant")
        variant = next((each for each in Variant if each.value == asked), Variant.PLAIN)
        proposed = planner.propose(variant) or planner.propose(Variant.PLAIN)
        return careless(scene, proposed).model_dump(mode="json") if proposed else {}

    return plan


def _apart(one: Drawn, other: Drawn) -> bool:
    """Whether two errands can be run in one talk without getting into each other's way."""
    if not other.errand.beside or one.errand.name == other.errand.name:
        return False
    return filled(one.errand.beside, one.values) != filled(other.errand.beside, other.values)


def _told_apart(errand: Errand) -> bool:
    """Whether the user can keep something back that is not in their wish."""
    said = {name for text in errand.wants for name in names_in(text)}
    return bool(errand.slots.keys() - said)


def _once(texts: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(texts))
