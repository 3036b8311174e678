"""The rehearsal part of the solver: it knows some problems by their wording, works them out, and errs now and then."""

from typing import Final

from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from . import known_puzzles
from .known_problems import Case, recognised, told, worked

MISTAKES: Final = 0.06
"""How many problems are solved wrongly."""


@plays("SolverFinding")
def solve(scene: Scene) -> Lines:
    """Work out a problem that is known; others, and those that lack a figure, cannot be solved."""
    puzzle = known_puzzles.recognised(scene.section("problem"))
    if puzzle is not None:
        return _deduced(scene, puzzle)
    case = recognised(scene.section("problem"))
    if case is None or not case.is_whole:
        return {"steps": "A figure that the answer needs is missing.", "answer": "unsolvable"}
    return _worked(scene, case)


def _worked(scene: Scene, case: Case) -> Lines:
    steps = worked(case)
    makes = steps[-1].makes
    if scene.chance(MISTAKES):
        makes += scene.rng.choice((-10, -2, -1, 1, 2, 10))
    lines = [*map(told, steps[:-1]), told(steps[-1], makes)]
    return {"steps": "\n".join(lines), "answer": case.answer(makes)}


def _deduced(scene: Scene, puzzle: known_puzzles.Puzzle) -> Lines:
    found = puzzle.answers
    answer = found[0] if len(found) == 1 else "ambiguous" if found else "unsolvable"
    if scene.chance(MISTAKES):
        answer = scene.rng.choice((*puzzle.people, "yes", "no"))
    return {"steps": " ".join(map(puzzle.told, puzzle.clues)), "answer": answer}
