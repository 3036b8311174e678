"""The rehearsal part of the critic: a crude reading of a draft, which misses things and sees ghosts."""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from ..runtime.rehearsal.directions import band_of, directions_in, value_of
from ..runtime.rehearsal.language import with_article
from ..runtime.rehearsal.reading import role_in, stem, stems, terms
from ..runtime.rehearsal.scene import Scene
from ..runtime.rehearsal.script import Script
from ..runtime.rehearsal.stage import Lines, plays
from ..runtime.text import sentences, words
from ..scenarios.dialogue import place_of

MISSED: Final = 0.10
"""How many of the flaws that it could see the critic overlooks."""

ALARMS: Final = 0.04
"""How many drafts are faulted for nothing."""

_PARTS: Final = re.compile(r"The draft has these parts: (.+)\.")
_SUM: Final = re.compile(r"(\d+(?:\s*[+×*−-]\s*\d+)+)\s*=\s*(\d+)")
_COPIED: Final = 9
"""So many words in a row that also stand in the material were taken from it."""

_CALLS: Final = re.compile(r"(?m)^[→←] .*$")
"""Calls and what came of them, in turns that are acted out: to look twice is no repetition."""

_TELLING: Final = 6
"""Words from which on two turns that are alike say the same thing twice."""

_ALIKE: Final = 0.8
"""Share of their words that such turns have in common."""

_ABSTRACT: Final = ("tion", "tions", "ness", "ment", "ity", "ance", "ence", "ive", "ful", "ship", "ally")
"""Endings of words that name no thing."""

_FIGURE: Final = re.compile(r"\d")
_FORMS: Final = (("bullet", r"(?m)^\s*[-*•] "), ("number", r"(?m)^\s*\d+[.)] "), ("table", r"(?m)^\|.*\|"))


class Flaw(NamedTuple):
    """What is wrong, by name, where, and what the critic's sentences about it are filled with."""

    name: str
    where: str
    quote: str = ""
    about: dict[str, str] = {}


class Draft(NamedTuple):
    """A draft with what it is measured against."""

    parts: dict[str, str]
    persona: str
    seed: str
    user: str

    @property
    def whole(self) -> str:
        """All parts in one text."""
        return "\n".join(self.parts.values())


@plays("Critique")
def criticise(scene: Scene) -> Lines:
    """List what the crude reading finds, without what is overlooked and with a false alarm now and then."""
    draft = draft_in(scene)
    found = [flaw for flaw in flaws_in(draft) if not scene.chance(MISSED)]
    remarks = [_remark(scene.rng, flaw, "major") for flaw in found[:4]]
    if scene.chance(ALARMS):
        severity = scene.rng.choice(("minor", "minor", "major"))
        remarks.append(_remark(scene.rng, _alarm(scene.rng, draft), severity))
    return {"findings": remarks}


def script() -> Script:
    """Return the tables beside the critic."""
    return Script.beside(__file__)


def flaws_in(draft: Draft) -> list[Flaw]:
    """Return all that the crude reading sees."""
    return [flaw for look in (_LOOKS_AT_TALK if _is_talk(draft) else _LOOKS) for flaw in look(draft)]


def _is_talk(draft: Draft) -> bool:
    """Whether the parts are turns: what a whole text must have, one turn need not."""
    return all(place_of(part) is not None for part in draft.parts)


def draft_in(scene: Scene) -> Draft:
    """Return the draft in a prompt, with what it is measured against."""
    listed = _PARTS.search(scene.user)
    parts = [name.strip() for name in listed[1].split(",")] if listed else ["draft"]
    shown = {name: scene.section(name) for name in parts}
    # What rests on passages speaks of them, and not of the person who asks.
    persona = "" if scene.section("passage 1") else scene.section("persona")
    return Draft(shown, persona, scene.section("seed"), scene.user)


def _remark(rng: random.Random, flaw: Flaw, severity: str) -> dict[str, Any]:
    return {
        "where": flaw.where,
        "quote": flaw.quote,
        "problem": script().pick(rng, f"problem_{flaw.name}", flaw.about),
        "fix": script().pick(rng, f"fix_{flaw.name}", flaw.about),
        "severity": severity,
    }


def _alarm(rng: random.Random, draft: Draft) -> Flaw:
    where = rng.choice([name for name, text in draft.parts.items() if text.strip()] or [*draft.parts])
    held = sentences(draft.parts[where])
    return Flaw("alarm", where, rng.choice(held) if held else "")


def _off_subject(draft: Draft) -> Iterator[Flaw]:
    if draft.seed and not _shared(draft.seed, draft.whole):
        topic = next((term.the for term in terms(draft.seed)), "the subject")
        yield Flaw("off_subject", next(iter(draft.parts)), about={"topic": topic})


def _stray_talk(draft: Draft) -> Iterator[Flaw]:
    """People do not say what they talk of in full each time; a talk in which nothing of it occurs is about another.

    The critic of what is acted out in a world is shown no such text.
    """
    if draft.seed and not stems(draft.seed) & stems(draft.whole):
        topic = next((term.the for term in terms(draft.seed)), "the subject")
        yield Flaw("off_subject", next(iter(draft.parts)), about={"topic": topic})


def _said_again(draft: Draft) -> Iterator[Flaw]:
    before: list[frozenset[str]] = []
    for where, text in draft.parts.items():
        held = frozenset(words(_CALLS.sub("", text).lower()))
        if len(held) >= _TELLING and any(len(held & other) >= _ALIKE * len(held | other) for other in before):
            yield Flaw("repeated", where)
        before.append(held)


def _no_person(draft: Draft) -> Iterator[Flaw]:
    if draft.persona and not _shared(draft.persona, draft.whole):
        yield Flaw("no_person", next(iter(draft.parts)), about={"role": with_article(role_in(draft.persona))})


def _shared(text: str, other: str) -> frozenset[str]:
    named = frozenset(stem(word.lower()) for term in terms(text) for word in term.text.split())
    return (named or stems(text)) & stems(other)


def _wrong_sums(draft: Draft) -> Iterator[Flaw]:
    for where, text in draft.parts.items():
        for found in _SUM.finditer(text):
            right = _value(found[1])
            if right is not None and right != int(found[2]):
                yield Flaw("sum", where, found[0], {"right": str(right)})


def _value(expression: str) -> int | None:
    """Return what a chain of one sort of operation comes to; None for mixed ones."""
    numbers = [int(number) for number in re.findall(r"\d+", expression)]
    signs = set(re.findall(r"[+×*−-]", expression))
    if signs == {"+"}:
        return sum(numbers)
    if signs <= {"×", "*"}:
        product = 1
        for number in numbers:
            product *= number
        return product
    return numbers[0] - sum(numbers[1:]) if signs <= {"−", "-"} else None


def _opposites(draft: Draft) -> Iterator[Flaw]:
    subject = stems(draft.seed.lower()) | stems(draft.persona.lower())
    for where, text in draft.parts.items():
        before: list[tuple[frozenset[str], frozenset[str]]] = []
        for said, held in _read(text):
            signs = _signs().intersection(held)
            about = stems(said.lower()) - subject if signs else frozenset[str]()
            if any(about & earlier and _opposed(other, signs) for other, earlier in before):
                yield Flaw("opposite", where, said)
                return
            before.append((signs, about))


def _opposed(earlier: frozenset[str], later: frozenset[str]) -> bool:
    return any(
        (one in earlier and other in later and one not in later)
        or (other in earlier and one in later and other not in later)
        for one, other in _pairs()
    )


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    split = (line.partition(" ") for line in script().entries("opposites"))
    return tuple((one, other) for one, _, other in split)


@cache
def _signs() -> frozenset[str]:
    return frozenset(word for pair in _pairs() for word in pair)


def _phrases(draft: Draft) -> Iterator[Flaw]:
    own = stems(draft.persona.lower()) | stems(draft.seed.lower())
    for where, text in draft.parts.items():
        lowered = text.lower()
        known = [phrase for phrase in script().entries("phrases") if phrase in lowered]
        for said, held in _read(text):
            if any(phrase in said.lower() for phrase in known) or _is_hollow(said, held, own):
                yield Flaw("phrase", where, said)


def _is_hollow(said: str, held: tuple[str, ...], own: frozenset[str]) -> bool:
    """Whether a sentence has many abstract words, no figure, and nothing of persona or seed."""
    if len(held) < 6 or _FIGURE.search(said):
        return False
    abstract = sum(word.endswith(_ABSTRACT) and len(word) > 5 for word in held)
    return abstract >= 2 and abstract / len(held) >= 0.15 and not own & stems(said.lower())


def _length(draft: Draft) -> Iterator[Flaw]:
    band = band_of(directions_in(draft.user))
    text = draft.parts.get(band.part) if band else None
    if band and text is not None and not band.least <= len(words(text)) <= band.most:
        about = {"count": str(len(words(text))), "least": str(band.least), "most": str(band.most)}
        yield Flaw("length", band.part, about=about)


def _form(draft: Draft) -> Iterator[Flaw]:
    wanted = value_of(directions_in(draft.user), "format", "form", "layout").lower()
    where = "response" if "response" in draft.parts else next(iter(draft.parts))
    for sign, pattern in _FORMS:
        if sign in wanted and not re.search(pattern, draft.parts[where]):
            yield Flaw("form", where, about={"form": wanted})


def _copied(draft: Draft) -> Iterator[Flaw]:
    source = _runs(draft.seed)
    for where, text in draft.parts.items() if source else ():
        for said, held in _read(text):
            if any(held[at : at + _COPIED] in source for at in range(len(held) - _COPIED + 1)):
                yield Flaw("copied", where, said)


@lru_cache(maxsize=256)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Return all runs of so many words that copying them is no accident."""
    held = tuple(words(text.lower()))
    return frozenset(held[at : at + _COPIED] for at in range(len(held) - _COPIED + 1))


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each sentence with its words."""
    return tuple((said, tuple(words(said.lower()))) for said in sentences(text))


_LOOKS: Final[tuple[Callable[[Draft], Iterator[Flaw]], ...]] = (
    _off_subject,
    _no_person,
    _wrong_sums,
    _opposites,
    _phrases,
    _length,
    _form,
    _copied,
)

_LOOKS_AT_TALK: Final[tuple[Callable[[Draft], Iterator[Flaw]], ...]] = (
    _stray_talk,
    _said_again,
    _wrong_sums,
    _phrases,
    _copied,
)
