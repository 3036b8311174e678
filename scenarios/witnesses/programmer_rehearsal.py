"""The rehearsal part of the programmer: it puts problems that it knows into Python, and errs now and then."""

from pathlib import Path
from typing import Final

from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from . import known_puzzles
from .known_problems import Case, recognised, worked

MISTAKES: Final = 0.04
"""How many programs compute something else."""

_WORLDS: Final = Path(__file__).with_name("puzzle_worlds.py")


@plays("ProgrammerText")
def write(scene: Scene) -> Lines:
    """Put a problem that is known into a program; for others it says that they cannot be solved."""
    puzzle = known_puzzles.recognised(scene.section("problem"))
    if puzzle is not None:
        return {"approach": "It goes through every possibility.", "program": _search(scene, puzzle)}
    case = recognised(scene.section("problem"))
    if case is None or not case.is_whole:
        return {"approach": "A figure is missing, so nothing can be computed.", "program": 'print("unsolvable")\n'}
    return {"approach": "Each step follows from the figures before it.", "program": _program(scene, case)}


def _program(scene: Scene, case: Case) -> str:
    given = [f"{name} = {figure}" for name, figure in case.figures.items()]
    steps = [f"{step.name} = {step.formula}" for step in worked(case)]
    if scene.chance(MISTAKES):
        steps[-1] += " + 1"
    return "\n".join([*given, *steps, f"print({worked(case)[-1].name})", ""])


def _search(scene: Scene, puzzle: known_puzzles.Puzzle) -> str:
    """Return the text of puzzle_worlds.py, called for this puzzle; now and then a clue is forgotten."""
    clues = puzzle.clues[1:] if scene.chance(MISTAKES) else puzzle.clues
    call = f"answers({puzzle.form!r}, {puzzle.people!r}, {puzzle.things!r}, {puzzle.asked!r}, {clues!r})"
    return f"{_WORLDS.read_text(encoding='utf-8')}\n\nfor answer in {call}:\n    print(answer)\n"
