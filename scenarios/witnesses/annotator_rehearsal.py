"""The rehearsal part of the annotator: it knows texts by turns of phrase, and errs now and then."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from ...runtime.rehearsal.reading import stems
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.script import Script
from ...runtime.rehearsal.stage import Lines, plays

SCRIPT: Final = Script.beside(__file__)

MOODS: Final = ("positive", "negative", "neutral")

MISTAKES: Final = 0.05
"""How many texts are labelled at random."""

_LABELS: Final = re.compile(r"Labels:\n((?:- .*\n?)+)")
_SLOT: Final = re.compile(r"\{[^}]*\}")
_UNDECIDED: Final = "undecided"


@plays("Annotation")
def annotate(scene: Scene) -> Lines:
    """Choose the label whose turns of phrase the text has."""
    labels, text = _labels(scene.user), scene.section("text")
    label, quote = _read(text, labels)
    if labels and scene.chance(MISTAKES):
        label = scene.rng.choice([*labels])
    if not label or not quote:
        return {"reason": SCRIPT.pick(scene.rng, "unsure"), "label": label or _UNDECIDED}
    return {"reason": SCRIPT.pick(scene.rng, "reason", {"quote": quote}), "label": label}


def mood_of(label: str, meaning: str) -> str:
    """Return the mood that a label stands for, told by its name or else by its definition; nothing for others."""
    for said in (label, meaning):
        held = set(re.findall(r"[a-z]+", said.lower()))
        for mood in MOODS:
            if held & set(SCRIPT.entries(f"cues_{mood}")):
                return mood
    return ""


def _labels(user: str) -> dict[str, str]:
    found = _LABELS.search(user)
    lines = found[1].splitlines() if found else []
    split = (line.removeprefix("- ").partition(": ") for line in lines)
    return {name.strip(): meaning.strip() for name, _, meaning in split}


def _read(text: str, labels: Mapping[str, str]) -> tuple[str, str]:
    """Return the label and the words that speak for it; nothing where two have equally many."""
    heard = {label: _heard(text, label, meaning) for label, meaning in labels.items()}
    best = max(map(len, heard.values()), default=0)
    ahead = [label for label, quotes in heard.items() if quotes and len(quotes) == best]
    return (ahead[0], heard[ahead[0]][0]) if len(ahead) == 1 else ("", "")


def _heard(text: str, label: str, meaning: str) -> list[str]:
    mood = mood_of(label, meaning)
    lowered = text.lower()
    if mood:
        return [phrase for phrase in _phrases(mood) if phrase in lowered]
    return sorted(stems(meaning.lower()) & stems(lowered))


@cache
def _phrases(mood: str) -> tuple[str, ...]:
    """Return the fixed words of a mood's entries, the longest run of each."""
    entries = (*SCRIPT.entries(f"sign_{mood}"), *SCRIPT.entries(f"element_{mood}"))
    return tuple(max((run.strip(" ,").lower() for run in _SLOT.split(entry)), key=len) for entry in entries)
