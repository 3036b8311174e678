"""A florist and a service agent: the scene in which verifiers of dialogues are tried."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from dramaturg.personas.persona import Origin, Persona
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.controls import Drawn, Option
from dramaturg.scenarios.conversation import Conversation, Role
from dramaturg.scenarios.dialogue import Dialogue, Ending, Side, Turn
from dramaturg.scenarios.finding import Finding, Severity
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.seed import seed_of
from witnesses import Nobody

Verify = Callable[[Dialogue, Brief], Iterable[Finding]]

ROLES = (
    Role(name="customer", about="a customer"),
    Role(name="agent", about="a service agent", played_by="assistant"),
)
PERSONA = "A 34-year-old florist in Utrecht with two daughters."
GOAL = "Have the cold store repaired before the wedding on Saturday morning."
THEIRS = "Sell a maintenance contract for at least two years to this customer."
FACT = "The compressor of this model was recalled in March because of a cracked valve."
SIDES = (
    Side(role="customer", about="", played_by="persona", persona=PERSONA, goal=GOAL, knows=(), manner=""),
    Side(role="agent", about="", played_by="assistant", persona="", goal=THEIRS, knows=(FACT,), manner=""),
)


def brief(**controls: Drawn) -> Brief:
    return Brief(
        id="b",
        cell="all",
        index=0,
        persona=Persona(id="p", text=PERSONA, origin=Origin.GIVEN),
        conversation=Conversation(roles=ROLES, turns=(2, 8)),
        seed=seed_of("The strainer had filled with weed again.", "log.txt:1"),
        controls=controls,
    )


def talk(*texts: str, speakers: Sequence[str] = (), ending: Ending = Ending.GOALS_MET) -> Dialogue:
    """Return a dialogue of these words; the two sides take turns unless speakers are named."""
    named = speakers or [ROLES[place % 2].name for place in range(len(texts))]
    turns = tuple(Turn(speaker=speaker, text=text) for speaker, text in zip(named, texts, strict=True))
    return Dialogue(situation="In the service chat.", sides=SIDES, turns=turns, ending=ending)


def evidence(dialogue: Dialogue, about: Brief) -> tuple[Finding, ...]:
    return asyncio.run(KINDS.get("dialogue").evidence(dialogue.model_dump(mode="json"), about, Nobody())).findings


def found(verify: Verify, dialogue: Dialogue, about: Brief | None = None) -> list[tuple[str, Severity]]:
    return [(finding.where, finding.severity) for finding in verify(dialogue, about or brief())]


def drawn_language(value: str) -> Drawn:
    return Drawn(value=value, option=Option(), checks="turn")


ASKED = "Could you take the cover off and look for the small green lamp?"
GERMAN = "Das weiß ich noch nicht, ich muss erst mit meiner Frau sprechen."
ENGLISH = "I don't know that yet, I have to talk to my wife about it first."
SPANISH = "No lo sé todavía, tengo que hablar con mi mujer de eso."
