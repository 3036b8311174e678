"""The rehearsal part of the math kind: writes problems that are known, some with planted defects, and mends them."""

from collections.abc import Callable
from typing import Final

from ...runtime.rehearsal.directions import directions_in, value_of
from ...runtime.rehearsal.reading import concern_of, role_in, terms
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from ..witnesses.known_problems import Case, drawn, problems, recognised, script, told, worked

_MENDS: Final = 0.85
"""How many drafts are mended when findings are made about them."""


@plays("MathDraft")
def write(scene: Scene) -> Lines:
    """Write a problem and solve it, or mend the draft that findings were made about."""
    if scene.sections("finding") and not scene.chance(_MENDS):
        return {name: scene.section(name) for name in ("problem", "solution", "answer")}
    case = _case(scene)
    lines = _draft(scene, case)
    if scene.sections("finding") or not scene.chance(scene.manner.defects):
        return lines
    name = scene.rng.choice(list(_DEFECTS))
    scene.plant(name)
    return _DEFECTS[name](scene, case, lines)


def _case(scene: Scene) -> Case:
    """Return a case of what the directions ask for; in a revision, another of the same problem."""
    directions = directions_in(scene.user)
    fits = problems(value_of(directions, "topic", "field"), value_of(directions, "difficulty", "level"))
    earlier = recognised(scene.section("problem"))
    return drawn(scene.rng, earlier.problem if earlier else scene.rng.choice(fits), _slots(scene))


def _slots(scene: Scene) -> dict[str, str]:
    persona = scene.section("persona")
    topics = [term.the for term in terms(scene.section("seed"))[:8]] or ["the matter"]
    return {"role": role_in(persona), "p": concern_of(persona).the, "t": scene.rng.choice(topics)}


def _draft(scene: Scene, case: Case) -> Lines:
    steps = worked(case)
    opening = script().pick(scene.rng, "opening", _slots(scene))
    return {
        "problem": f"{opening} {case.text}",
        "solution": "\n".join(map(told, steps)),
        "answer": case.answer(steps[-1].makes),
    }


def _miscalculated(scene: Scene, case: Case, lines: Lines) -> Lines:
    """Let one sum come out wrong."""
    steps = worked(case)
    place = scene.rng.randrange(len(steps))
    wrong = [told(step, step.makes + 3) if at == place else told(step) for at, step in enumerate(steps)]
    return {**lines, "solution": "\n".join(wrong)}


def _other_answer(scene: Scene, case: Case, lines: Lines) -> Lines:
    """Give an answer that the solution does not end with."""
    return {**lines, "answer": case.answer(worked(case)[-1].makes + scene.rng.choice((-1, 1, 10)))}


def _misread(scene: Scene, case: Case, lines: Lines) -> Lines:
    """Solve the problem, consistently, with figures that it does not state."""
    misread = drawn(scene.rng, case.problem, _slots(scene))
    steps = worked(misread._replace(words=case.words))
    return {**lines, "solution": "\n".join(map(told, steps)), "answer": case.answer(steps[-1].makes)}


def _told_away(scene: Scene, case: Case, lines: Lines) -> Lines:
    """Tell the answer in the problem."""
    return {**lines, "problem": f"{lines['problem']} (The answer is {lines['answer']}.)"}


def _left_out(scene: Scene, case: Case, lines: Lines) -> Lines:
    """Leave out a figure that the answer needs."""
    name = scene.rng.choice(list(case.figures))
    untold = case._replace(figures={each: figure for each, figure in case.figures.items() if each != name})
    return {**lines, "problem": str(lines["problem"]).replace(case.text, untold.text)}


_DEFECTS: Final[dict[str, Callable[[Scene, Case, Lines], Lines]]] = {
    "miscalculated": _miscalculated,
    "other_answer": _other_answer,
    "misread": _misread,
    "told_away": _told_away,
    "left_out": _left_out,
}
