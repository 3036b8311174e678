"""The rehearsal part of the logic kind: writes puzzles that are known, some with planted defects, and mends them."""

from collections.abc import Callable
from typing import Final

from ...runtime.rehearsal.directions import directions_in, value_of
from ...runtime.rehearsal.language import plural, sentence
from ...runtime.rehearsal.reading import concern_of, role_in, terms
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from ..witnesses.known_puzzles import Puzzle, drawn, forms, recognised, script

_MENDS: Final = 0.85
"""How many drafts are mended when findings are made about them."""
_SIZES: Final = {"hard": 4}
"""How many people are in puzzles of a difficulty; in others three."""


@plays("LogicDraft")
def write(scene: Scene) -> Lines:
    """Write a puzzle and solve it, or mend the draft that findings were made about."""
    if scene.sections("finding") and not scene.chance(_MENDS):
        return {name: scene.section(name) for name in ("puzzle", "solution", "answer")}
    puzzle = _puzzle(scene)
    lines = _draft(scene, puzzle)
    if scene.sections("finding") or not scene.chance(scene.manner.defects):
        return lines
    name = scene.rng.choice(list(_DEFECTS))
    scene.plant(name)
    return _DEFECTS[name](scene, puzzle, lines)


def _puzzle(scene: Scene) -> Puzzle:
    """Return a puzzle of what the directions ask for; in a revision, another of the same form."""
    directions = directions_in(scene.user)
    topic = value_of(directions, "topic", "form")
    earlier = recognised(scene.section("puzzle"))
    form = earlier.form if earlier else topic if topic in forms() else scene.rng.choice([*forms()])
    return drawn(scene.rng, form, _SIZES.get(value_of(directions, "difficulty", "level"), 3))


def _draft(scene: Scene, puzzle: Puzzle, answer: str = "") -> Lines:
    persona, answer = scene.section("persona"), answer or puzzle.answers[0]
    role, topics = role_in(persona), [term.the for term in terms(scene.section("seed"))[:8]] or ["the matter"]
    slots = {"role": role, "plural_role": plural(role), "p": concern_of(persona).the, "topic": scene.rng.choice(topics)}
    opening = script().pick(scene.rng, "opening", slots)
    counts = puzzle.narrowed()
    left = zip(map(puzzle.told, puzzle.clues), counts[1:], strict=True)
    steps = [f"{told} That leaves {count}." for told, count in left]
    lines = [
        f"There are {counts[0]} possibilities at first.",
        *steps,
        sentence(f"in all that is left the answer is {answer}"),
    ]
    return {"puzzle": f"{opening} {puzzle.text}", "solution": "\n".join(lines), "answer": answer}


def _other_answer(scene: Scene, puzzle: Puzzle, lines: Lines) -> Lines:
    """Give another answer, and let the solution end with it."""
    others = {
        "order": [", ".join(reversed(puzzle.people))],
        "truth": ["nobody", ", ".join(sorted(puzzle.people))],
        "follows": ["yes", "no"],
    }.get(puzzle.form, list(puzzle.people))
    return _draft(scene, puzzle, scene.rng.choice([each for each in others if each != lines["answer"]] or ["nobody"]))


def _unfinished(scene: Scene, puzzle: Puzzle, lines: Lines) -> Lines:
    """Leave the answer out of the solution."""
    return {**lines, "solution": "\n".join(str(lines["solution"]).split("\n")[:-1])}


def _clue_missing(scene: Scene, puzzle: Puzzle, lines: Lines) -> Lines:
    """Leave out a clue, so that there are more answers."""
    told = puzzle.told(scene.rng.choice(puzzle.clues))
    return {**lines, "puzzle": str(lines["puzzle"]).replace(f" {told}", "")}


def _told_away(scene: Scene, puzzle: Puzzle, lines: Lines) -> Lines:
    """Tell the answer in the puzzle."""
    return {**lines, "puzzle": f"{lines['puzzle']} (The answer is {lines['answer']}.)"}


_DEFECTS: Final[dict[str, Callable[[Scene, Puzzle, Lines], Lines]]] = {
    "other_answer": _other_answer,
    "unfinished": _unfinished,
    "clue_missing": _clue_missing,
    "told_away": _told_away,
}
