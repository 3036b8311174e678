"""Conversations written by hand for this project, as dialogues with the briefs that they fit."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from pydantic import BaseModel

from dramaturg.personas.persona import Origin, Persona
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.controls import Drawn, Option
from dramaturg.scenarios.conversation import Conversation, Role
from dramaturg.scenarios.dialogue import Dialogue, Ending, Side, Turn
from dramaturg.scenarios.seed import seed_of

SEED = "Notes of a harbour master: the pump on quay four stood still again, and the weed came up with the spring tide."
"""A seed that none of the conversations took anything from."""


class _Side(BaseModel):
    role: str
    about: str
    played_by: str = "persona"
    persona: str = ""
    goal: str
    knows: tuple[str, ...]
    manner: str
    facts: dict[str, str | int] = {}


class _Talk(BaseModel):
    setting: str
    situation: str
    sides: tuple[_Side, _Side]
    turns: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class Piece:
    """A dialogue, the brief that it is held against, and what each side is, by the sort of the fact."""

    setting: str
    dialogue: Dialogue
    brief: Brief
    language: str = ""
    facts: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.dialogue.turns

    def with_turns(self, *turns: Turn, ending: Ending | None = None) -> "Piece":
        """Return the piece with other turns."""
        change = {"turns": turns, "ending": ending or self.dialogue.ending}
        return replace(self, dialogue=self.dialogue.model_copy(update=change))

    def with_text(self, place: int, text: str) -> "Piece":
        """Return the piece with other words in one turn."""
        turn = self.turns[place].model_copy(update={"text": text})
        return self.with_turns(*self.turns[:place], turn, *self.turns[place + 1 :])

    def with_control(self, name: str, value: str, option: Option, checks: str) -> "Piece":
        """Return the piece under one more control."""
        controls = {**self.brief.controls, name: Drawn(value=value, option=option, checks=checks)}
        return replace(self, brief=self.brief.model_copy(update={"controls": controls}))


def human_dialogues() -> list[Piece]:
    """Return all of them, ended by their goals."""
    written = yaml.safe_load(Path(__file__).with_name("dialogues.yaml").read_text(encoding="utf-8"))
    return [_piece(_Talk.model_validate(talk)) for talk in written]


def ended_by_cap(piece: Piece) -> Piece:
    """Return a dialogue as if nobody had marked its end."""
    turns = (turn.model_copy(update={"goal_met": False, "leaves": False}) for turn in piece.turns)
    return piece.with_turns(*turns, ending=Ending.CAP)


def _piece(talk: _Talk) -> Piece:
    roles = tuple(_role(side) for side in talk.sides)
    last = len(talk.turns) - len(roles)
    turns = tuple(
        Turn(speaker=roles[place % len(roles)].name, text=text, goal_met=place >= last)
        for place, text in enumerate(talk.turns)
    )
    sides = tuple(Side.model_validate(side.model_dump(exclude={"facts"})) for side in talk.sides)
    people = [_persona(number, side) for number, side in enumerate(talk.sides) if side.played_by == "persona"]
    conversation = Conversation(roles=roles, turns=(6, 12))
    about = Brief(
        id="b",
        cell="all",
        index=0,
        persona=people[0],
        partners=tuple(people[1:]),
        conversation=conversation,
        seed=seed_of(SEED, "log.txt:1"),
    )
    dialogue = Dialogue(situation=talk.situation, sides=sides, turns=turns, ending=Ending.GOALS_MET)
    facts = {side.role: {sort: str(fact) for sort, fact in side.facts.items()} for side in talk.sides}
    return Piece(talk.setting, dialogue, about, talk.language, facts)


def _persona(number: int, side: _Side) -> Persona:
    return Persona(id=f"p{number}", text=side.persona, origin=Origin.GIVEN)


def _role(side: _Side) -> Role:
    # Names of roles are plain ASCII in scenarios, and what they stand for need not be.
    return Role.model_validate({"name": side.role, "about": side.about, "played_by": side.played_by})
