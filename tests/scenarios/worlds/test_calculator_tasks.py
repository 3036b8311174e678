"""Tasks for the calculator: results feed the next step, and nothing is told that no tool returned."""

import json
import re
from collections import Counter
from functools import cache

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.trajectory import Trajectory
from dramaturg.scenarios.values import tells, texts
from dramaturg.scenarios.worlds.calculator import CALCULATOR
from errand_play import acted, complaints, told
from errand_tasks import SIZE, Task, complaint_about, task_of
from world_play import play

SEEDS = range(30)
SERVED = [variant for variant in Variant if variant is not Variant.INJECTED]
SOLVED = (Variant.PLAIN, Variant.MISSING_PARAMETER, Variant.DISTRACTORS, Variant.SCRAMBLED)


@cache
def drawn() -> list[Task]:
    """Return a task of every variant for every seed; a corner may have none."""
    found = [task_of("calculator", seed, variant) for seed in SEEDS for variant in SERVED]
    return [task for task in found if task is not None]


@cache
def done() -> list[Trajectory]:
    """Return some tasks of every variant, acted out without a planted defect."""
    return [acted(task).trajectory for task in drawn() if task.setting.seed < 8]


def test_every_corner_has_a_task_of_every_variant_and_each_is_proven() -> None:
    assert len(drawn()) == len(SEEDS) * len(SERVED)
    assert [(task, complaint) for task in drawn() if (complaint := complaint_about(task)) is not None] == []


def test_nothing_is_injected_for_no_tool_shows_what_others_wrote() -> None:
    assert not any(task_of("calculator", seed, Variant.INJECTED) for seed in SEEDS)


def test_tasks_take_two_to_five_calls_and_results_feed_the_next() -> None:
    lengths = Counter[int]()
    for task in drawn():
        if task.setting.variant in SOLVED:
            calls = task.blueprint.calls
            lengths[len(calls)] += 1
            results = play(CALCULATOR, [(each.tool, each.given()) for each in calls], task.setting.seed, SIZE).results
            said = f"{task.blueprint.goal} {task.blueprint.known}"
            for place, call in enumerate(calls):
                shown = [text for each in results[:place] for text in texts(each.value)]
                for text in texts([each for each in call.given().values() if not isinstance(each, int)]):
                    is_number = re.fullmatch(r"-?\d[\d./]*", text)
                    is_given = text in ("1", "100") or text in shown or tells(said, text)
                    assert is_given or not is_number, (call, task.blueprint)
    assert min(lengths) >= 2
    assert sum(lengths[each] for each in range(2, 6)) >= 0.6 * lengths.total(), lengths


def test_tasks_of_every_variant_get_through_the_ladder() -> None:
    for trajectory in done():
        assert complaints(trajectory) == [], told(trajectory)


def test_every_decimal_that_is_told_was_said_or_returned() -> None:
    checked = 0
    for trajectory in done():
        heard = CALCULATOR.policy
        for act in trajectory.acts:
            if act.actor == "user":
                heard += act.text
            heard += " ".join(text for call in act.calls for text in texts(call.result.value))
            for figure in re.findall(r"\d+\.\d+", act.text) if act.actor == "assistant" else ():
                assert figure in heard, told(trajectory)
                checked += 1
    assert checked > 20


def test_names_that_are_taken_stay_as_they_are() -> None:
    taken = [each for each in drawn() if each.setting.variant is Variant.AGAINST_POLICY and len(each.blueprint.calls)]
    assert taken
    for task in taken:
        name = json.loads(task.blueprint.calls[-1].arguments)["name"]
        figures = play(CALCULATOR, [], task.setting.seed, SIZE).before["figures"]
        assert f'"{name}"' in task.blueprint.goal
        assert figures[name]["value"] in task.blueprint.tells
        assert figures[name]["value"] not in task.blueprint.goal
