"""The rehearsal part of rag_qa: asks for a figure or a name that a sentence of the passages tells."""

import random
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from ...runtime.rehearsal.directions import directions_in, value_of
from ...runtime.rehearsal.language import upper_first
from ...runtime.rehearsal.reading import stems, terms
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from ...runtime.text import sentences, words
from ..witnesses.reader_rehearsal import spoken, value_in

_SOURCES: Final = re.compile(r"It is about: ([\d, ]+)\.")
_COUNTED: Final = re.compile(r"\b\d+(?:[.,:]\d+)* ([a-z]{3,}s|percent)\b")
_FIGURE: Final = re.compile(r"\d+")
_UNTOLD: Final = ("price", "weight", "age", "colour", "length", "telephone", "address", "temperature")
"""What is asked where the passages are not to tell."""

Draft = dict[str, Any]


class Fact(NamedTuple):
    """What a sentence of a passage tells, and how it is asked for."""

    passage: int
    said: str
    unit: str
    value: str
    topic: str

    @property
    def question(self) -> str:
        """The question, without its mark and capital."""
        asked = "what is" if not self.unit else "which name is" if self.unit == "name" else f"how many {self.unit} are"
        return f"{asked} recorded for {self.topic}"


@plays("GroundedAnswer")
def write(scene: Scene) -> Lines:
    """Write a draft; a revision is a new one."""
    variant = value_of(directions_in(scene.user), "variant")
    facts = [_fact(scene, number) for number in _sources(scene)]
    draft = _untold(scene.rng, scene, facts) if variant == "unanswerable" else _told(facts)
    if scene.sections("finding") or not scene.chance(scene.manner.defects):
        return draft
    return _with_defect(scene, draft)


def _sources(scene: Scene) -> list[int]:
    found = _SOURCES.search(scene.user)
    return [int(number) for number in re.findall(r"\d+", found[1])] if found else [1]


def _fact(scene: Scene, number: int) -> Fact:
    text = scene.section(f"passage {number}")
    found = [fact for said in sentences(text) for fact in _facts(number, said)]
    counted = [fact for fact in found if fact.unit]
    return scene.rng.choice(counted or found or [Fact(number, text, "", text, "this matter")])


def _facts(number: int, said: str) -> list[Fact]:
    units = [*_COUNTED.findall(said)[:1], "name", ""] if len(words(said)) >= 4 else []
    values = ((unit, value_in(said, unit)) for unit in units)
    return [
        Fact(number, said, unit, value, topic)
        for unit, value in values
        if value and (topic := _topic(said, value if unit else ""))
    ]


def _topic(said: str, value: str) -> str:
    """Return two things that a sentence is about, other than what it is asked for."""
    named = [term.the for term in terms(said) if not stems(term.text) & stems(value)]
    fitting = [name for name in named if stems(name) and stems(name) <= stems(said)]
    return " and ".join(fitting[:2])


def _told(facts: Sequence[Fact]) -> Draft:
    return {
        "question": f"{upper_first(', and '.join(fact.question for fact in facts))}?",
        "quotes": [{"passage": fact.passage, "text": fact.said} for fact in facts],
        "answerable": True,
        "answer": spoken([fact.value for fact in facts]),
    }


def _untold(rng: random.Random, scene: Scene, facts: Sequence[Fact]) -> Draft:
    held = stems(" ".join(text for label, text in scene.trail() if label.startswith("passage ")))
    wanted = rng.choice([name for name in _UNTOLD if not stems(name) & held] or ["licence"])
    return {
        "question": f"Which {wanted} is recorded for {facts[0].topic}?",
        "quotes": [],
        "answerable": False,
        "answer": f"That cannot be told: the {wanted} is not recorded.",
    }


def _with_defect(scene: Scene, draft: Draft) -> Draft:
    """Return the draft with one planted defect: the first of a random order that can be planted in it."""
    for name in scene.rng.sample(list(_DEFECTS), len(_DEFECTS)):
        spoilt = _DEFECTS[name](scene.rng, draft)
        if spoilt is not None:
            scene.plant(name)
            return draft | spoilt
    return draft


def _altered_quote(rng: random.Random, draft: Draft) -> Draft | None:
    if not draft["quotes"]:
        return None
    first, *rest = draft["quotes"]
    said = str(first["text"]).split(" ")
    said.insert(rng.randrange(1, len(said)), "reportedly")
    return {"quotes": [{**first, "text": " ".join(said)}, *rest]}


def _wrong_figure(rng: random.Random, draft: Draft) -> Draft | None:
    found = _FIGURE.search(str(draft["answer"]))
    if found is None:
        return None
    wrong = str(int(found.group()) + rng.randint(1, 9))
    return {"answer": str(draft["answer"]).replace(found.group(), wrong, 1)}


def _leaning(rng: random.Random, draft: Draft) -> Draft:
    asked = str(draft["question"])
    return {"question": f"According to the passage, {asked[:1].lower()}{asked[1:]}"}


def _lost_hop(rng: random.Random, draft: Draft) -> Draft | None:
    """Return the question about the first source alone, where it was to take two."""
    if len(draft["quotes"]) < 2:
        return None
    return {"question": f"{str(draft['question']).partition(', and ')[0]}?"}


def _made_up(rng: random.Random, draft: Draft) -> Draft | None:
    if draft["answerable"]:
        return None
    return {"answer": f"It is {rng.randint(3, 90)}."}


_DEFECTS: Final[dict[str, Callable[[random.Random, Draft], Draft | None]]] = {
    "altered_quote": _altered_quote,
    "wrong_figure": _wrong_figure,
    "leaning": _leaning,
    "lost_hop": _lost_hop,
    "made_up": _made_up,
}
