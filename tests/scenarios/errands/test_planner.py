"""What planners make of errands, what they spoil on purpose, and what is no errand."""

import json
import random
from collections import Counter
from dataclasses import replace

import pytest

from dramaturg.agents.architect import blueprint_for
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.identity import canonical
from dramaturg.runtime.prompt import Prompt
from dramaturg.runtime.rehearsal.stage import TRUTH, perform
from dramaturg.scenarios.blueprint import Blueprint, Variant
from dramaturg.scenarios.errands import Desk, Errand, Slot, Step, rehearse
from dramaturg.scenarios.errands.errand import Draw
from dramaturg.scenarios.errands.learning import learned
from dramaturg.scenarios.errands.planner_rehearsal import Drawn, Planner
from dramaturg.scenarios.errands.rehearsing import BOOKS
from dramaturg.scenarios.errands.spoken import ONLY_ASKED
from dramaturg.scenarios.errands.templates import argument
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.world import WORLDS
from errand_tasks import SIZE, Task, complaint_about, corner_of, planner_in, tasks_of

PROMPT = Prompt(
    "# system\nYou make tasks.\n"
    "# user\nThe policy that the assistant must keep to:\n{{ policy }}\n\nThe tools:\n\n"
    "It must be so:\n- variant: {{ variant }} (whatever)\n\n{{ data('corner', corner) }}"
)
WORLDS.all()
DEVICE = {errand.name: errand for errand in BOOKS["device"].errands}
MOVE = Errand(
    name="move",
    wants=("You want to move {amount} to {target}.",),
    vague=("You want to move money.",),
    slots={
        "amount": Slot("The amount is {amount}.", "How much?"),
        "target": Slot("It goes to {target}.", "Where to?"),
    },
    says=("Done.",),
)


def planned(seed: int, variant: Variant, model: str) -> tuple[Blueprint, list[str]]:
    """Return what the rehearsed planner replies, and the defects that it planted."""
    prompt = PROMPT.render(
        f"brief {seed}",
        "blueprint",
        policy=WORLDS.get("device").policy,
        variant=variant.value,
        corner=canonical(corner_of("device", seed)),
    )
    reply = blueprint_for("device")
    form = {"type": "json_schema", "json_schema": {"name": reply.__name__, "schema": reply.model_json_schema()}}
    messages = [each.model_dump() for each in prompt]
    done = perform({"model": model, "messages": messages, "response_format": form, "seed": seed})
    return reply.model_validate_json(done["choices"][0]["message"]["content"]), done[TRUTH]["planted"]


def objection_to(errand: Errand) -> str:
    """Return why an errand cannot be registered."""
    with pytest.raises(UsageError) as found:
        rehearse("no_such_world", [errand])
    return str(found.value)


@pytest.mark.parametrize("variant", Variant)
def test_it_plans_what_it_is_asked_for(variant: Variant) -> None:
    for seed in range(6):
        blueprint, planted = planned(seed, variant, "rehearsal:plain,defects=0")
        assert planted == []
        setting = Setting(world="device", seed=seed, size=SIZE, variant=variant)
        assert complaint_about(Task(setting, blueprint)) is None, (seed, blueprint)


def test_careless_plans_are_found_by_executing_them() -> None:
    found, every = Counter[str](), Counter[str]()
    for seed in range(20):
        for variant in (Variant.PLAIN, Variant.IMPOSSIBLE, Variant.INJECTED):
            blueprint, planted = planned(seed, variant, "rehearsal:plain,defects=1")
            setting = Setting(world="device", seed=seed, size=SIZE, variant=variant)
            for name in planted:
                every[name] += 1
                found[name] += complaint_about(Task(setting, blueprint)) is not None
    assert set(every) == {"wrong_id", "argument_misnamed", "untold"}
    assert found == every


def test_a_vague_wish_leaves_out_what_the_facts_hold() -> None:
    task = next(tasks_of("device", DEVICE["noisy"], Variant.MISSING_PARAMETER, range(40)))
    held_back = [fact.removeprefix(ONLY_ASKED) for fact in task.blueprint.known if fact.startswith(ONLY_ASKED)]
    assert len(held_back) == len(task.blueprint.known) > 3
    booked = next(call for call in task.blueprint.calls if call.tool == "book_technician")
    assert booked.given()["slot_id"] not in " ".join((task.blueprint.goal, *held_back))
    assert not any(word in task.blueprint.goal for word in task.blueprint.tells[0].split(", "))


def test_what_cuts_a_house_off_comes_first_in_the_same_talk() -> None:
    both = 0
    for seed in range(40):
        plan = planner_in("device", seed, salt="after").propose(Variant.PLAIN)
        assert plan is not None
        tools = [call.tool for call in plan.calls]
        pushed = next((call for call in plan.calls if call.tool in ("replug_cable", "restart")), None)
        if pushed is not None and not pushed.given()["serial"].startswith("RT"):
            both += 1
            assert "test_line" in tools[: tools.index(pushed.tool)], plan
    assert both


def test_a_missing_tool_is_the_last_change_that_nothing_replaces() -> None:
    for name, tool in (("firmware router", "push_firmware"), ("noisy", "book_technician")):
        task = next(tasks_of("device", DEVICE[name], Variant.MISSING_TOOL, range(150), 16))
        assert task.blueprint.forbidden == [tool]
        assert json.loads(task.blueprint.calls[-1].arguments)["topic"] == "no tool"
        assert tool not in {call.tool for call in task.blueprint.calls}
    assert not list(tasks_of("device", DEVICE["contract"], Variant.MISSING_TOOL, range(10)))


def test_errands_that_contradict_themselves_are_refused_with_the_reason() -> None:
    assert "is vague about 'amount'" in objection_to(replace(MOVE, slots={"target": MOVE.slots["target"]}))
    assert "fact does not tell it" in objection_to(replace(MOVE, slots={**MOVE.slots, "pin": Slot("A pin.", "Pin?")}))
    assert "a filter" in objection_to(replace(MOVE, wants=("You want {amount:euros} and {target}.",)))
    assert "unknown filter" in objection_to(replace(MOVE, says=("{amount:pounds}",)))
    assert "without `asks`" in objection_to(replace(MOVE, steps=(Step("look", {}, actor="user"),)))
    assert "needs `wants`" in objection_to(replace(MOVE, says=()))
    assert "no_such_world" not in BOOKS


def planner_of(errand: Errand) -> Planner:
    return Planner("device", [errand], Desk(), corner_of("device", 1), "", random.Random(1))


def test_an_errand_that_does_not_fit_its_world_is_told_with_the_reason() -> None:
    with pytest.raises(UsageError, match="an errand of the world 'device' has a step 'fly', which is no tool"):
        planner_of(replace(MOVE, steps=(Step("fly", {}),)))
    with pytest.raises(UsageError, match="the errand 'move' of the world 'device' lacks the value 'amount'"):
        planner_of(MOVE).propose(Variant.PLAIN)


def stumbles(*_: object) -> dict[str, str]:
    return {"amount": "x"[3]}


def test_what_goes_wrong_in_an_errand_is_told_with_its_place() -> None:
    where = r"raised IndexError: string index out of range \(test_planner.py, line"
    with pytest.raises(UsageError, match=f"`draw` of the errand 'move' of the world 'device' {where}"):
        planner_of(replace(MOVE, draw=stumbles)).propose(Variant.PLAIN)
    with pytest.raises(UsageError, match="what the step 'look_up' learns as 'left' raised IndexError"):
        learned(Step("look_up", {}, learns={"left": stumbles}), {}, {})
    with pytest.raises(UsageError, match=f"what works out an argument {where}"):
        argument(stumbles, {}, {})


ACCOUNT = Step("look_up_account", {"account_id": "1"})
LOOK = Errand(name="look", wants=("You want to know {thing}.",), says=("Done.",), steps=(ACCOUNT,), beside="{thing}")
CREDIT = replace(LOOK, name="credit", steps=(ACCOUNT, Step("take_payment", {"account_id": "1", "amount_cents": 5})))


def about(thing: str) -> Draw:
    return lambda corner, rng: {"thing": thing}


def test_what_was_looked_up_is_looked_up_again_only_after_the_errands_own_change() -> None:
    def tools_of(*errands: Errand) -> list[str]:
        drawn = [Drawn(errand, {"thing": errand.name}) for errand in errands]
        return [call.tool for call in planner_of(LOOK).plan(drawn).calls]

    assert tools_of(LOOK, CREDIT) == ["look_up_account", "take_payment"]
    again = replace(CREDIT, steps=(*CREDIT.steps, ACCOUNT))
    assert tools_of(again) == ["look_up_account", "take_payment", "look_up_account"]


def test_two_errands_about_the_same_thing_do_not_come_in_one_talk() -> None:
    def wanted(other: str) -> set[str]:
        errands = [replace(LOOK, draw=about("the router")), replace(LOOK, name="other", draw=about(other))]
        planner = Planner("device", errands, Desk(two=1.0), corner_of("device", 1), "", random.Random(1))
        plan = planner.propose(Variant.PLAIN)
        assert plan is not None
        assert plan.goal.count("You want to know") == len({other, "the router"})
        return {thing for thing in ("the router", "the lamp") if thing in plan.goal}

    assert wanted("the lamp") == {"the router", "the lamp"}
    assert wanted("the router") == {"the router"}
