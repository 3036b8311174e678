"""The rehearsal part of the classification kind: writes texts for a label, some with planted defects; mends them."""

import random
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from ...runtime.rehearsal.directions import Direction, directions_in
from ...runtime.rehearsal.language import plural, sentence
from ...runtime.rehearsal.reading import concern_of, role_in, terms
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from ...runtime.text import words
from ..witnesses.annotator_rehearsal import MOODS, SCRIPT, mood_of

_USUAL: Final = (60, 160)
"""Characters of a text where no band is asked for."""

_LETTERS: Final = 6
"""Characters of an average word with the space after it."""

_TRIES: Final = 60
_PERSONAL: Final = 0.8
"""How many texts speak of the person first, where there is room for one thing."""

_MENDS: Final = 0.85
"""How many drafts are mended when findings are made about them."""

_NAMES: Final = ("label", "class", "category", "sentiment", "intent", "topic")
_BAND: Final = re.compile(r"(\d+) to (\d+) (words|characters) in the text")
_MENTIONS: Final = re.compile(r"the text must mention: ([^;)]+)")


class Matter(NamedTuple):
    """A brief as the writer sees it."""

    slots: dict[str, str]
    label: str
    mood: str
    """What the label stands for, or nothing."""
    meaning: str
    mentions: tuple[str, ...]
    band: tuple[int, int]


@plays("ClassificationDraft")
def write(scene: Scene) -> Lines:
    """Write a text for the label, or mend the one that findings were made about."""
    matter = _matter(scene)
    if scene.sections("finding"):
        mends = scene.chance(_MENDS)
        return {"text": compose(scene.rng, matter) if mends else scene.section("text")}
    if not scene.chance(scene.manner.defects):
        return {"text": compose(scene.rng, matter)}
    name = scene.rng.choice(list(_DEFECTS))
    scene.plant(name)
    return {"text": _DEFECTS[name](scene.rng, matter)}


def compose(rng: random.Random, matter: Matter) -> str:
    """Return a text within its band, as far as a few tries give one."""
    least, most = matter.band
    best, gap = "", 1_000_000
    for _ in range(_TRIES):
        text = _attempt(rng, matter)
        missed = max(least - len(text), len(text) - most, 0)
        if missed < gap:
            best, gap = text, missed
        if not gap:
            break
    return best


def _attempt(rng: random.Random, matter: Matter) -> str:
    slots = matter.slots | {"t": rng.choice(matter.slots["topics"].split("|"))}
    said = [_core(rng, matter, slots)]
    goal = rng.uniform(*matter.band)
    others = rng.sample(("detail", "more", "detail"), 3)
    tables = iter(["teller", *others] if rng.random() < _PERSONAL else [*others, "teller"])
    while sum(map(len, said)) + 2 * len(said) + 25 < goal:
        table = next(tables, "detail")
        said.append(SCRIPT.pick(rng, _signs(matter) if table == "more" else table, slots))
    rng.shuffle(said)
    return " ".join(sentence(line) for line in dict.fromkeys(said))


def _core(rng: random.Random, matter: Matter, slots: dict[str, str]) -> str:
    if not matter.mentions:
        return SCRIPT.pick(rng, _signs(matter), slots)
    table = f"element_{matter.mood or 'neutral'}"
    ordered = rng.sample(matter.mentions, len(matter.mentions))
    clauses = [SCRIPT.pick(rng, table, slots | {"e": each}) for each in ordered]
    tail = rng.choice(("as for {t}, fine", "and {t} on top", "after {t}", "next to {t}", "for all of {t}"))
    return f"{rng.choice((', ', ' and '))}".join(clauses) + " " + tail.format(t=slots["t"])


def _signs(matter: Matter) -> str:
    return f"sign_{matter.mood}" if matter.mood else "plain"


def _matter(scene: Scene) -> Matter:
    directions = directions_in(scene.user)
    label = _label(directions)
    told = "; ".join(each.about for each in directions)
    mentioned = _MENTIONS.search(told)
    meaning = label.about.partition(";")[0]
    return Matter(
        slots=_slots(scene, meaning),
        label=label.value,
        mood=mood_of(label.value, meaning),
        meaning=meaning,
        mentions=tuple(each.strip() for each in mentioned[1].split(",")) if mentioned else (),
        band=_band(told),
    )


def _label(directions: tuple[Direction, ...]) -> Direction:
    """Return the direction that is a label by its name, or else by its value."""
    named = (each for each in directions if each.name in _NAMES)
    valued = (each for each in directions if mood_of(each.value, ""))
    return next(named, None) or next(valued, None) or Direction("label", "", "")


def _band(told: str) -> tuple[int, int]:
    found = _BAND.search(told)
    if found is None:
        return _USUAL
    size = _LETTERS if found[3] == "words" else 1
    return int(found[1]) * size, int(found[2]) * size


def _slots(scene: Scene, meaning: str) -> dict[str, str]:
    rng, persona = scene.rng, scene.section("persona")
    role = role_in(persona)
    topics = [term.the for term in terms(scene.section("seed"))[:8]] or ["the matter"]
    telling = [word for word in words(meaning.lower()) if len(word) > 4] or ["it"]
    return {
        "topics": "|".join(topics),
        "u": rng.choice(topics),
        "role": role,
        "plural_role": plural(role),
        "p": concern_of(persona).the,
        "word": rng.choice(telling),
    }


def _of_another_label(rng: random.Random, matter: Matter) -> str:
    return compose(rng, matter._replace(mood=rng.choice([mood for mood in MOODS if mood != matter.mood])))


def _in_two_minds(rng: random.Random, matter: Matter) -> str:
    """Return a text that speaks for one label as much as for another."""
    other = matter._replace(mood=rng.choice([mood for mood in MOODS if mood != matter.mood]))
    least, most = matter.band
    half = (least // 2, most // 2)
    return f"{compose(rng, matter._replace(band=half))} {compose(rng, other._replace(band=half))}"


def _named_label(rng: random.Random, matter: Matter) -> str:
    least, most = matter.band
    told = sentence(f"my view is {matter.label}")
    return f"{told} {compose(rng, matter._replace(band=(least, max(least, most - len(told) - 1))))}"


def _too_long(rng: random.Random, matter: Matter) -> str:
    most = matter.band[1]
    return compose(rng, matter._replace(band=(most + 20, most * 2 + 40)))


def _framed(rng: random.Random, matter: Matter) -> str:
    return f"Here is the revised text: {compose(rng, matter)}"


def _unmentioned(rng: random.Random, matter: Matter) -> str:
    return compose(rng, matter._replace(mentions=matter.mentions[1:])) if matter.mentions else _too_long(rng, matter)


_DEFECTS: Final[dict[str, Callable[[random.Random, Matter], str]]] = {
    "another_label": _of_another_label,
    "two_minds": _in_two_minds,
    "named_label": _named_label,
    "too_long": _too_long,
    "framed": _framed,
    "unmentioned": _unmentioned,
}
