"""The rehearsal part of the instruction kind: writes drafts, some with planted defects, and mends them."""

import random
import re
from collections.abc import Callable
from typing import Final

from ...runtime.rehearsal.language import sentence
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from ...runtime.text import sentences, words
from .instruction_rehearsal_text import SCRIPT, Matter, Text, compose, matter_of, stock, stray_matter

_MENDS: Final = 0.85
"""How many findings are mended when they are answered."""

_EQUATION: Final = re.compile(r"\b(\d+)((?: \+ \d+)+) = (\d+)\b")


@plays("InstructionDraft")
def write(scene: Scene) -> Lines:
    """Write a draft, or mend the one that findings were made about."""
    matter = matter_of(scene)
    if scene.sections("finding"):
        return _mended(scene, matter)
    text = compose(scene.rng, matter)
    if not scene.chance(scene.manner.defects):
        return text.payload()
    return _with_defect(scene, matter, text).payload()


def _with_defect(scene: Scene, matter: Matter, text: Text) -> Text:
    """Return the draft with one planted defect: the first of a random order that can be planted in it."""
    for name in scene.rng.sample(list(_DEFECTS), len(_DEFECTS)):
        spoilt = _DEFECTS[name](scene, matter, text)
        if spoilt is not None:
            scene.plant(name)
            return spoilt if name == "ignored_control" else _with_room(matter, spoilt)
    return text


def _with_room(matter: Matter, text: Text) -> Text:
    """Return the draft within its length, so that it has the one defect and no other: middle lines give way."""
    lines = list(text.lines)
    while len(lines) > 2 and len(words(text._replace(lines=tuple(lines)).payload()["response"])) > matter.band[1]:
        del lines[len(lines) // 2]
    return text._replace(lines=tuple(lines))


def _boilerplate(scene: Scene, matter: Matter, text: Text) -> Text:
    hollow = SCRIPT.some(scene.rng, "hollow", scene.rng.randint(2, 3))
    kept = text.lines[: max(1, len(text.lines) - len(hollow))]
    return text._replace(lines=(*kept, *hollow))


def _contradiction(scene: Scene, matter: Matter, text: Text) -> Text:
    one, other = SCRIPT.pick(scene.rng, "clash", matter.slots).split("||")
    return text._replace(lines=(sentence(one), *text.lines, sentence(other)))


def _wrong_arithmetic(scene: Scene, matter: Matter, text: Text) -> Text:
    a, b = scene.rng.randint(12, 95), scene.rng.randint(12, 95)
    wrong = a + b + scene.rng.choice((-10, -3, -1, 2, 7, 10, 20))
    line = SCRIPT.pick(scene.rng, "wrong_sum", {"a": str(a), "b": str(b), "c": str(wrong)})
    return text._replace(lines=(*text.lines, line) if scene.chance(0.5) else (line, *text.lines))


def _ignored_control(scene: Scene, matter: Matter, text: Text) -> Text | None:
    """Return the draft in the wrong form, or far too long or short; None where nothing was asked for."""
    if matter.form and scene.chance(0.5):
        return text._replace(form="prose" if matter.form != "prose" else "numbers")
    if " words" not in scene.user:
        return None
    if matter.band[0] >= 60 and scene.chance(0.5):
        return text._replace(lines=text.lines[:1])
    lines = list(text.lines)
    for line in stock(scene.rng, ("more", "option", "fact"), matter.slots):
        if len(words(" ".join(lines))) > matter.band[1] * 1.3:
            break
        lines.append(line)
    return text._replace(lines=tuple(lines))


def _off_topic(scene: Scene, matter: Matter, text: Text) -> Text:
    return compose(scene.rng, stray_matter(scene.rng, matter))


def _copied_seed(scene: Scene, matter: Matter, text: Text) -> Text | None:
    """Return the draft with a passage of the seed; None where the seed is too short to tell."""
    runs = [run for run in sentences(scene.section("seed")) if 9 <= len(words(run)) <= 40]
    if not runs:
        return None
    return text._replace(lines=(*text.lines, sentence(scene.rng.choice(runs))))


_DEFECTS: Final[dict[str, Callable[[Scene, Matter, Text], Text | None]]] = {
    "boilerplate": _boilerplate,
    "contradiction": _contradiction,
    "wrong_arithmetic": _wrong_arithmetic,
    "ignored_control": _ignored_control,
    "off_topic": _off_topic,
    "copied_seed": _copied_seed,
}


def _mended(scene: Scene, matter: Matter) -> Lines:
    """Return the draft after most of its findings were answered; the rest of it stays as it was."""
    draft = {name: scene.section(name) for name in ("instruction", "input", "response")}
    for where, finding in _findings(scene):
        if scene.chance(_MENDS):
            draft = _mend(scene.rng, matter, draft, where, finding)
    draft["response"] = _fitted(scene.rng, matter, draft["response"])
    return dict(draft)


def _findings(scene: Scene) -> list[tuple[str, str]]:
    places = re.findall(r"^\d+\. In (.+?), \w+:", scene.user, re.MULTILINE)
    return list(zip(places, scene.sections("finding"), strict=False))


def _mend(rng: random.Random, matter: Matter, draft: dict[str, str], where: str, finding: str) -> dict[str, str]:
    passage = finding.partition("\nPassage: ")[2].partition("\nMend it so:")[0]
    text = draft.get(where, "")
    if not passage or passage not in text:
        return _written_anew(rng, matter, draft, where)
    if _EQUATION.search(passage):
        return draft | {where: text.replace(passage, _recomputed(passage))}
    rest = _without(text, passage)
    return draft | {where: rest} if len(words(rest)) > 5 else _written_anew(rng, matter, draft, where)


def _written_anew(rng: random.Random, matter: Matter, draft: dict[str, str], where: str) -> dict[str, str]:
    """Return the draft with a new response; a new instruction or input needs a whole new draft."""
    if where == "response" and not draft["input"]:
        return draft | {"response": compose(rng, matter).payload()["response"]}
    return compose(rng, matter._replace(settled="")).payload()


def _recomputed(passage: str) -> str:
    def right(found: re.Match[str]) -> str:
        total = sum(map(int, re.findall(r"\d+", found[1] + found[2])))
        return f"{found[1]}{found[2]} = {total}"

    return _EQUATION.sub(right, passage)


def _without(text: str, passage: str) -> str:
    """Return the text without the sentences that hold the passage; lists are numbered again."""
    kept: list[str] = []
    start = text.find(passage)
    end, at = start + len(passage), 0
    for line in text.split("\n"):
        spans = [(m.start() + at, m.end() + at) for m in re.finditer(r".+?(?:[.!?](?=\s|$)|$)\s*", line)]
        rest = "".join(text[a:b] for a, b in spans if b <= start or a >= end).rstrip()
        if rest.strip("-| 0123456789.") or not line:
            kept.append(rest)
        at += len(line) + 1
    return _renumbered("\n".join(kept).strip())


def _renumbered(text: str) -> str:
    numbers = iter(range(1, 1000))
    return re.sub(r"^\d+\. ", lambda _: f"{next(numbers)}. ", text, flags=re.MULTILINE)


def _fitted(rng: random.Random, matter: Matter, response: str) -> str:
    """Return the response within its band: sentences are dropped from the end or added there."""
    least, most = matter.band
    lines = response.rstrip().split("\n")
    while len(words("\n".join(lines))) > most and len(lines) > 2:
        lines.pop()
    text = "\n".join(lines)
    while len(words(text)) > most and len(held := sentences(text)) > 1:
        text = text[: text.rfind(held[-1])].rstrip()
    listed = re.match(r"(?:- |(\d+)\. )", lines[-1]) if len(lines) > 1 else None
    for line in stock(rng, ("more",), matter.slots) if len(words(text)) < least else ():
        mark = "" if listed is None else f"\n{int(listed[1]) + 1}. " if listed[1] else "\n- "
        text = f"{text}{mark or ' '}{line}"
        if len(words(text)) >= least:
            break
    return _renumbered(text)
