"""What the rehearsal generator knows of a brief, and how it puts an instruction and a response together."""

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from ...runtime.rehearsal.directions import band_of, directions_in, value_of
from ...runtime.rehearsal.language import plural, sentence
from ...runtime.rehearsal.reading import Term, concern_of, mentions, role_in, terms
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.script import Script
from ...runtime.text import words

SCRIPT: Final = Script.beside(__file__.replace("_text", ""))

_TASKS: Final = ("question", "plan", "write", "decide", "rework")
_STYLES: Final = ("formal", "blunt")
_WISHING: Final = 0.6
"""How many instructions name something that must be in the response."""

_USUAL: Final = (60, 140)
"""Words of a response where no band is asked for."""

_FORMS: Final = (
    ("bullet", "bullets"),
    ("dash", "bullets"),
    ("number", "numbers"),
    ("step", "numbers"),
    ("table", "table"),
)
_OFTEN: Final[dict[str, tuple[str, ...]]] = {
    "step": ("numbers", "numbers", "numbers", "bullets", "prose"),
    "notes": ("bullets", "bullets", "numbers"),
    "option": ("prose", "prose", "bullets"),
}
"""Forms of a response by its pool, where none is asked for."""


_QUESTION_WORDS: Final = frozenset({"what", "who", "whom", "why", "when", "where", "how", "which", "whether"})

_IN_THEIR_NAME: Final = ("text", "letter", "tale")
"""Pools of texts that the person signs."""

_DRAWN_FROM: Final[dict[str, tuple[str, ...]]] = {
    "text": ("text",),
    "letter": ("letter",),
    "tale": ("tale",),
    "message": ("remark",),
    "notes": ("remark", "more"),
    "figures": ("option", "more"),
}
"""Tables that the lines of a response come from, by its pool; others add `more` to their own."""


class Matter(NamedTuple):
    """A brief as the writer sees it: what to speak of, and how."""

    slots: dict[str, str]
    task: str
    style: str
    form: str
    band: tuple[int, int]
    musts: tuple[str, ...]
    settled: str = ""
    """The instruction, where it is written already."""


class Text(NamedTuple):
    """A draft before it is laid out."""

    instruction: str
    input: str
    lead: str
    lines: tuple[str, ...]
    form: str

    def payload(self) -> dict[str, str]:
        """Return the draft as the kind's payload."""
        return {"instruction": self.instruction, "input": self.input, "response": laid_out(self)}


def matter_of(scene: Scene) -> Matter:
    """Read the brief from the prompt; a plan or an earlier draft settles what it is about."""
    directions = directions_in(scene.user)
    asked = band_of(directions)
    band = (asked.least, asked.most) if asked and asked.part == "response" else _USUAL
    told = f"{scene.section('plan')} {scene.section('instruction')}"
    wanted = value_of(directions, "task", "type", "label")
    layout = value_of(directions, "format", "form", "layout")
    return Matter(
        slots=_slots(scene.rng, scene.section("persona"), scene.section("seed"), told),
        task=wanted if wanted in _TASKS else scene.rng.choice(_TASKS),
        style=next((style for style in _STYLES if style in value_of(directions, "style", "tone")), "plain"),
        form=next((form for sign, form in _FORMS if sign in layout), "prose" if layout else ""),
        band=band,
        musts=_musts(scene.section("plan")),
        settled=scene.section("instruction"),
    )


def stray_matter(rng: random.Random, matter: Matter) -> Matter:
    """Return the same assignment about somebody else and something else."""
    role = SCRIPT.pick(rng, "stray_role")
    first, second, third, own = SCRIPT.some(rng, "stray", 4)
    stray = {"role": role, "plural_role": plural(role), "t": first, "u": second, "v": third, "p": own}
    return matter._replace(slots=matter.slots | stray, musts=())


def compose(rng: random.Random, matter: Matter) -> Text:
    """Return a draft with nothing planted in it."""
    request, lead, pool = (part.strip() for part in _pattern(rng, matter).split("|"))
    given, opening, sums = _material(rng, matter, pool)
    ours = matter.slots if pool in _IN_THEIR_NAME else _addressed(matter.slots)
    head = SCRIPT.fill(rng, lead, ours | sums)
    wishes = matter.musts[: rng.randint(1, 2)] if rng.random() < _WISHING else ()
    frames = "cover_own" if pool in _IN_THEIR_NAME else "cover"
    covered = {wish: sentence(_cover(rng, frames, wish, ours)) for wish in wishes}
    needed = [*opening, *covered.values()]
    body = _body(rng, matter.band, head, needed, stock(rng, _pools(pool), ours))
    kept = tuple(wish for wish, line in covered.items() if line in body)
    form = matter.form or rng.choice(_OFTEN.get(pool, ("prose",)))
    return Text(_instruction(rng, matter, request, kept), given, head, tuple(body), form)


def _pattern(rng: random.Random, matter: Matter) -> str:
    """Return what is asked: the pattern that an instruction was written by where there is one already."""
    if not matter.settled:
        return rng.choice(SCRIPT.entries(f"ask_{matter.task}"))
    told = set(words(matter.settled.lower()))
    entries = [entry for task in _TASKS for entry in SCRIPT.entries(f"ask_{task}")]
    return max(entries, key=lambda entry: len(told & _fixed_words(entry)) / len(_fixed_words(entry)))


@cache
def _fixed_words(entry: str) -> frozenset[str]:
    """Return the words of a request that are in it whatever it is about."""
    return frozenset(words(re.sub(r"\{[^}]*\}", " ", entry.partition("|")[0].lower())))


def _addressed(slots: dict[str, str]) -> dict[str, str]:
    """Return the slots as an assistant speaks of them to their owner."""
    return {name: _yours(text) for name, text in slots.items()}


def _yours(text: str) -> str:
    return re.sub(r"\bmy\b", "your", text)


def _slots(rng: random.Random, persona: str, seed: str, told: str) -> dict[str, str]:
    role = role_in(persona)
    topics = _topics(rng, terms(seed), told)
    slots = {"role": role, "plural_role": plural(role), "p": concern_of(persona).the}
    slots |= {name: topic.the for name, topic in zip("tuv", topics, strict=False)}
    return slots | {name: SCRIPT.pick(rng, name) for name in ("audience", "deadline", "day", "day2")}


def _topics(rng: random.Random, found: tuple[Term, ...], told: str) -> list[Term]:
    """Return three terms: those already spoken of first, then others from the front."""
    front = [term for term in found if not term.proper][:7] or list(found[:3])
    settled = sorted(mentions(told, front), key=lambda term: _prominence(told.lower(), term))
    rest = [term for term in front if term not in settled]
    rng.shuffle(rest)
    spare = [Term("paperwork"), Term("timing"), Term("matter")]
    return [*settled, *rest, *spare][:3]


def _prominence(told: str, term: Term) -> tuple[int, int]:
    """Return what sorts terms by how often, then how early they are mentioned."""
    return -told.count(term.text), told.find(term.text)


def _musts(plan: str) -> tuple[str, ...]:
    _, told, rest = plan.partition("Must contain: ")
    return tuple(part.strip() for part in rest.split(";") if part.strip()) if told else ()


def _instruction(rng: random.Random, matter: Matter, request: str, wishes: tuple[str, ...]) -> str:
    asked = SCRIPT.fill(rng, request, matter.slots)
    situation = SCRIPT.pick(rng, f"situation_{matter.style}", matter.slots)
    first, second = (situation, asked) if rng.random() < 0.6 else (asked, situation)
    return " ".join(map(sentence, [first, second, *_wished(rng, matter.style, wishes)]))


def _wished(rng: random.Random, style: str, wishes: tuple[str, ...]) -> list[str]:
    """Return requests for what must be in the response: "what …" is told, "a limit …" is included."""
    told = [wish for wish in wishes if wish.split(" ")[0].lower() in _QUESTION_WORDS]
    held = [wish for wish in wishes if wish not in told]
    return [
        SCRIPT.pick(rng, f"{verb}_{style}", {"m": " and ".join(each)})
        for verb, each in (("wish", held), ("tell", told))
        if each
    ]


def _cover(rng: random.Random, frames: str, wish: str, slots: dict[str, str]) -> str:
    """Return what the response says of something that it must contain."""
    tables = [name.removeprefix("words_") for name in SCRIPT.names("words_")]
    fits = (name for name in tables if wish.lower().startswith(SCRIPT.entries(f"words_{name}")))
    clause = SCRIPT.pick(rng, f"clause_{next(fits, 'other')}", slots)
    return SCRIPT.pick(rng, frames, slots | {"m": wish, "clause": clause})


def _pools(pool: str) -> tuple[str, ...]:
    return _DRAWN_FROM.get(pool, (pool, "more"))


def _material(rng: random.Random, matter: Matter, pool: str) -> tuple[str, list[str], dict[str, str]]:
    """Return the input, the lines of the response made from it, and what its sums fill."""
    if pool == "figures":
        return _figures(rng, matter)
    if pool == "notes":
        notes = SCRIPT.some(rng, "note", rng.randint(3, 5), matter.slots)
        again = [sentence(_yours(note)) for note in rng.sample(notes, len(notes))]
        return "\n".join(f"- {note}" for note in notes), again, {}
    if pool == "message":
        pairs = [line.split(" || ") for line in SCRIPT.some(rng, "message", rng.randint(2, 4), matter.slots)]
        return " ".join(harsh for harsh, _ in pairs), [calm for _, calm in pairs], {}
    return "", [], {}


def _figures(rng: random.Random, matter: Matter) -> tuple[str, list[str], dict[str, str]]:
    labels = SCRIPT.some(rng, "figure", rng.randint(3, 4), matter.slots)
    amounts = [rng.randint(8, 95) for _ in labels]
    largest = labels[amounts.index(max(amounts))]
    total = f"{' + '.join(map(str, amounts))} = {sum(amounts)}"
    said = f"On {matter.slots['t']}, your figures come to {total} euros, and the largest is {largest}."
    given = "\n".join(f"{label}: {amount}" for label, amount in zip(labels, amounts, strict=True))
    saving = f"Saving a quarter on {largest} would already bring {max(amounts) // 4} euros."
    return given, [saving], {"sum_sentence": said}


def _body(rng: random.Random, band: tuple[int, int], head: str, needed: list[str], more: Iterator[str]) -> list[str]:
    """Return the lines after the lead: what must be there, then more until the length is right."""
    least, most = band
    goal = rng.uniform(least + 0.2 * (most - least), least + 0.75 * (most - least))
    body: list[str] = []
    count = length(head)
    for line in chain(needed, more):
        if count >= goal and line not in needed:
            break
        if count + length(line) <= most - 2:
            body.append(line)
            count += length(line)
    return [sentence(line) for line in body]


def stock(rng: random.Random, pools: tuple[str, ...], slots: dict[str, str]) -> Iterator[str]:
    """Yield further lines in random order, those of the first pool first."""
    for pool in pools:
        entries = SCRIPT.entries(pool)
        for entry in rng.sample(entries, len(entries)):
            yield SCRIPT.fill(rng, entry, slots)


def length(line: str) -> int:
    """Return the words of a line as it will stand in a list, its number included."""
    return len(words(line)) + 1


def laid_out(text: Text) -> str:
    """Return the response in its form."""
    if text.form == "bullets":
        return "\n".join([text.lead, *(f"- {line}" for line in text.lines)])
    if text.form == "numbers":
        return "\n".join([text.lead, *(f"{number}. {line}" for number, line in enumerate(text.lines, 1))])
    if text.form == "table":
        rows = [f"| {number} | {line} |" for number, line in enumerate(text.lines, 1)]
        return "\n".join([text.lead, "", "| No. | What |", "|---|---|", *rows])
    return _paragraphs([text.lead, *text.lines])


def _paragraphs(lines: list[str]) -> str:
    if len(lines) < 6:
        return " ".join(lines)
    return "\n\n".join(" ".join(lines[start : start + 4]) for start in range(0, len(lines), 4))
