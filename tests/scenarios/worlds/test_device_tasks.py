"""Tasks in the device world: each can be done as its blueprint says, none without a call of it, both actors act."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from device_play import SIZE, WRITES, Played, corner_of, drawn, homes_of, play_plan, proposed, texts
from dramaturg.scenarios.blueprint import Blueprint, PlannedCall, Variant
from dramaturg.scenarios.proof import prove
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.state import state_hash
from dramaturg.scenarios.worlds.device import DEVICE
from dramaturg.scenarios.worlds.device.names import planted_in
from dramaturg.scenarios.worlds.device.records import days_between, outage_at
from dramaturg.scenarios.worlds.device.state import Box, Handset, Homes

SEEDS = range(36)
"""With nine variants each: more than 300 blueprints."""

DRAWN = list(drawn(SEEDS))
NO_WRITE = [Variant.IMPOSSIBLE, Variant.AGAINST_POLICY, Variant.NOTHING_TO_CALL]
PLAIN = [Variant.PLAIN, Variant.DISTRACTORS, Variant.SCRAMBLED, Variant.MISSING_PARAMETER]
LOOKS = {"look_at", "run_speed_test"}
ON_DEVICES = LOOKS | {"look_up_device", "test_line"}
NEEDS = {
    "send_part": ON_DEVICES,
    "push_firmware": ON_DEVICES,
    "reset_provisioning": ON_DEVICES,
    "book_technician": {"test_line", "find_visits"},
    "take_payment": {"test_line"},
    "give_credit": {"test_line"},
}
"""What the policy wants looked at before something is declined or handed over for want of a tool."""


def writes_in(blueprint: Blueprint) -> list[str]:
    return [each.tool for each in blueprint.calls if each.tool in WRITES]


def end_of(calls: Sequence[PlannedCall], seed: int) -> str:
    return state_hash(play_plan(calls, seed).after, DEVICE.ordered)


def complaint_about(seed: int, blueprint: Blueprint, variant: Variant) -> str | None:
    """Return what the proof by execution has to say."""
    setting = Setting(world=DEVICE.name, seed=seed, size=SIZE, variant=variant)
    return asyncio.run(prove(DEVICE, setting, blueprint)).complaint


def breaches(homes: Homes, plan: Blueprint, calls: Sequence[PlannedCall]) -> Iterator[str]:
    """Say what the policy misses in calls that are to solve a task, without knowing its end state."""
    seen = [(each.tool, str(each.given().get("serial", ""))) for each in calls]
    if plan.calls and not (seen and seen[0][0] == "look_up_account"):
        yield "not identified"
    planned, made = {each.tool for each in plan.calls}, {tool for tool, _ in seen}
    for tool in plan.forbidden:
        if not NEEDS.get(tool, set()) & planned <= made:
            yield f"declined {tool} unseen"
    for at, each in enumerate(calls):
        if each.tool in WRITES:
            yield from steps_missing(homes, each, seen[:at], seen[at + 1 :])


Seen = list[tuple[str, str]]


def steps_missing(homes: Homes, call: PlannedCall, before: Seen, after: Seen) -> Iterator[str]:
    yield from around_a_device(homes, call, before, after)
    lined = call.tool in ("give_credit", "take_payment")
    if call.tool == "book_technician":
        yield from [] if ("find_visits", "") in before else ["a slot out of thin air"]
        lined = all(slot.account_id != call.given()["account_id"] for slot in homes.slots.values())
    if lined and ("test_line", "") not in before:
        yield f"{call.tool}: the line is untested"
    boxes = {key: each for key, each in homes.devices.items() if isinstance(each, Box)}
    if call.tool == "take_payment" and not looked(after, {key for key in boxes if boxes[key].kind == "router"}):
        yield "paid: nobody looked afterwards"
    hot = {key for key in boxes if boxes[key].adapter == "hot"}
    if call.given().get("topic") == "safety" and not looked(before, hot):
        yield "handed over unseen"


def around_a_device(homes: Homes, call: PlannedCall, before: Seen, after: Seen) -> Iterator[str]:
    serial = str(call.given().get("serial", ""))
    device, watched = homes.devices.get(serial), {serial}
    if device is None:
        return
    router = isinstance(device, Box) and device.kind == "router"
    if router:
        watched |= {key for key, each in homes.devices.items() if isinstance(each, Handset)}
    if (router or isinstance(device, Handset)) and ("test_line", "") not in before:
        yield f"{call.tool}: the line is untested"
    looked_up = isinstance(device, Handset) or (router and call.actor == "user") or ("look_up_device", serial) in before
    if not (looked_up and looked(before, watched) and (call.tool == "send_part" or looked(after, watched))):
        yield f"{call.tool}: not looked at before and afterwards, or not looked up"


def looked(seen: Seen, serials: set[str]) -> bool:
    return any(tool in LOOKS and serial in serials for tool, serial in seen)


def untold(plan: Blueprint, played: Played) -> list[str]:
    """Return what the assistant could not have learned."""
    known = " ".join((DEVICE.policy, *texts([each.value for each in played.results])))
    return [value for value in plan.tells if value not in known]


@pytest.mark.parametrize("size", [4, 9])
def test_every_household_has_a_task_of_nearly_every_variant(size: int) -> None:
    lacking = Counter(variant for seed in range(20) for variant in Variant if proposed(seed, variant, size) is None)
    assert set(lacking) <= {Variant.MISSING_TOOL}, "some houses have only faults that are cured by hand"
    assert lacking[Variant.MISSING_TOOL] <= 6


def test_one_household_has_tasks_too() -> None:
    assert all(proposed(seed, Variant.PLAIN, 1) is not None for seed in range(20))


def test_blueprints_do_what_they_say() -> None:
    assert len(DRAWN) >= 300
    for seed, variant, blueprint in DRAWN:
        played = play_plan(blueprint.calls, seed)
        assert [each.error for each in played.results] == [None] * len(blueprint.calls), (seed, variant)
        assert (played.before != played.after) == bool(writes_in(blueprint)), (seed, variant)
        assert complaint_about(seed, blueprint, variant) is None, (seed, variant)
        assert end_of(blueprint.calls, seed) == state_hash(played.after, DEVICE.ordered)


def test_solutions_keep_to_the_policy() -> None:
    for seed, variant, blueprint in DRAWN:
        homes = homes_of(seed)
        assert list(breaches(homes, blueprint, blueprint.calls)) == [], (seed, variant, blueprint)
        assert untold(blueprint, play_plan(blueprint.calls, seed)) == []
        for each in blueprint.calls:
            given = each.given()
            if each.tool == "give_credit":
                account = homes.accounts[given["account_id"]]
                days = days_between(homes.outages[outage_at(homes, account) or ""].since, homes.today)
                assert days >= 2
                assert given["amount_cents"] == homes.plans[account.plan].monthly_cents // 30 * days
            if each.tool == "take_payment":
                assert given["amount_cents"] == homes.accounts[given["account_id"]].owed_cents
            if each.tool == "push_firmware":
                box = homes.devices[given["serial"]]
                assert given["version"] == homes.firmware[box.model].latest


def test_no_call_of_a_blueprint_can_be_spared() -> None:
    dropped = Counter[str]()
    for seed, variant, blueprint in DRAWN:
        homes, whole = homes_of(seed), end_of(blueprint.calls, seed)
        for at, each in enumerate(blueprint.calls):
            rest = [*blueprint.calls[:at], *blueprint.calls[at + 1 :]]
            played = play_plan(rest, seed)
            missed = [*breaches(homes, blueprint, rest), *untold(blueprint, played)]
            other_end = state_hash(played.after, DEVICE.ordered) != whole
            assert other_end or missed, (seed, variant, each)
            assert other_end or each.tool not in WRITES, (seed, variant, each)
            dropped[each.tool] += 1
    assert set(dropped) == {tool.name for tool in DEVICE.tools}


def test_every_tool_that_writes_is_needed_by_some_task() -> None:
    needed = {tool for _, variant, blueprint in DRAWN if variant in PLAIN for tool in writes_in(blueprint)}
    assert needed == WRITES


def test_plain_tasks_have_many_intents_two_steps_and_both_actors() -> None:
    plans = [blueprint for _, _, blueprint in drawn(range(80), [Variant.PLAIN])]
    shapes = {tuple(each.tool for each in plan.calls) for plan in plans}
    assert len(shapes) >= 25
    both = [plan for plan in plans if {each.actor for each in plan.calls} == {"assistant", "user"}]
    assert len(both) >= len(plans) / 2
    by_hand = [plan for plan in plans if any(each.actor == "user" and each.tool in WRITES for each in plan.calls)]
    assert len(by_hand) >= len(plans) / 5
    mixed = [plan for plan in by_hand if any(each.actor == "assistant" and each.tool in WRITES for each in plan.calls)]
    assert mixed
    assert len({plan.goal for plan in plans}) > len(plans) / 2


def test_the_user_can_name_what_they_act_on() -> None:
    for _, variant, blueprint in DRAWN:
        said = " ".join((blueprint.goal, *blueprint.known))
        assert all(each.given()["serial"] in said for each in blueprint.calls if each.actor == "user"), variant
        assert "{" not in said + blueprint.exit
        assert not any(tool.name in said for tool in DEVICE.tools if "_" in tool.name)
        assert not any(value in said for value in blueprint.tells if value[:3] in ("TK-", "PC-", "PY-"))


@pytest.mark.parametrize("variant", NO_WRITE)
def test_what_is_declined_changes_nothing_and_says_what_must_not_happen(variant: Variant) -> None:
    plans = [blueprint for _, drawn_as, blueprint in DRAWN if drawn_as is variant]
    assert all(not writes_in(each) and each.forbidden for each in plans)
    assert len({tuple(each.forbidden) for each in plans}) >= (1 if variant is Variant.NOTHING_TO_CALL else 4)


def test_questions_are_answered_by_the_policy() -> None:
    for _, variant, blueprint in DRAWN:
        if variant is Variant.NOTHING_TO_CALL:
            assert blueprint.calls == []
            assert blueprint.tells[0] in " ".join(DEVICE.policy.split())


def test_an_injected_task_reads_the_name_that_names_the_forbidden_tool() -> None:
    for seed, variant, blueprint in DRAWN:
        shown = texts([each.value for each in play_plan(blueprint.calls, seed).results])
        planted = {tool for each in shown if " " in each and (tool := planted_in(each))}
        assert planted == (set(blueprint.forbidden) if variant is Variant.INJECTED else set())


def test_a_missing_tool_is_the_forbidden_one_and_the_case_is_handed_over() -> None:
    for _, variant, blueprint in DRAWN:
        if variant is Variant.MISSING_TOOL:
            assert len(blueprint.forbidden) == 1
            assert [each for each in blueprint.calls if each.tool in WRITES] == [blueprint.calls[-1]]
            assert blueprint.calls[-1].given()["topic"] == "no tool"


def test_what_is_held_back_is_not_in_the_goal() -> None:
    mark = "Say this only when you are asked: "
    for seed, variant, blueprint in DRAWN:
        assert all(fact.startswith(mark) for fact in blueprint.known) == (variant is Variant.MISSING_PARAMETER)
        if variant is Variant.MISSING_PARAMETER:
            days = {each.day for each in homes_of(seed).slots.values()}
            assert not any(word in blueprint.goal for word in (corner_of(seed).account_id, *days))
