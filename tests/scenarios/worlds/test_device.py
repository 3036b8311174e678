"""The device world: the same everywhere, and a fault goes away when its cause does and not otherwise."""

import os
import random
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device_play import ACTORS, SIZE, WRITES, Move, at_home, corner_of, homes_of, play, texts
from dramaturg.runtime.orders import without_orders
from dramaturg.scenarios.local_world import LocalSimulation
from dramaturg.scenarios.state import State, differences, state_hash
from dramaturg.scenarios.world import WORLDS, Effect
from dramaturg.scenarios.worlds.device import DEVICE
from dramaturg.scenarios.worlds.device.names import PLANTED_TOOLS, planted_in
from dramaturg.scenarios.worlds.device.records import outage_at, owned, router_of
from dramaturg.scenarios.worlds.device.state import Box, Handset, Homes, Purifier
from dramaturg.scenarios.worlds.device.symptoms import faulty, reachable

HASH = """
import asyncio
from dramaturg.scenarios.state import state_hash
from dramaturg.scenarios.worlds.device import DEVICE
async def main():
    async with DEVICE.begin(7, 5) as simulation:
        print(state_hash(simulation.snapshot()))
asyncio.run(main())
"""

TEXTS = sorted({*texts(homes_of(0).model_dump(mode="json")), "safety", "contract", "no tool", "5 GHz", "", "W1"})
NUMBERS = sorted({1, 0, -5, 10**9, *(each.owed_cents for each in homes_of(0).accounts.values())})
CAUSES = {"dead", "hot", "sluggish", "frozen", "loose", "firmware", "profile"}


def moves(*effects: Effect) -> st.SearchStrategy[list[Move]]:
    """Return sequences of calls of tools with these effects, their arguments drawn from the state."""
    tools = [tool for tool in DEVICE.tools if tool.effect in effects]
    return st.lists(
        st.one_of([st.tuples(st.just(tool.name), arguments(tool.parameters)) for tool in tools]), max_size=8
    )


def arguments(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return arguments that mostly fit: names of the right table come up often."""
    homes, fitting = homes_of(0), dict[str, st.SearchStrategy[Any]]()
    tables = {
        "account_id": sorted(homes.accounts),
        "serial": sorted(homes.devices),
        "slot_id": sorted(homes.slots),
        "part_id": sorted(homes.parts),
        "outage_id": sorted(homes.outages),
        "version": sorted(each.latest for each in homes.firmware.values()),
    }
    for name, about in schema["properties"].items():
        if about.get("type") == "boolean":
            fitting[name] = st.booleans()
        elif about.get("type") == "integer":
            fitting[name] = st.sampled_from(NUMBERS) | st.integers()
        elif "enum" in about:
            fitting[name] = st.sampled_from(about["enum"])
        else:
            fitting[name] = st.sampled_from(tables[name]) | st.sampled_from(TEXTS) | st.text(max_size=8)
    return st.fixed_dictionaries(fitting)


def causes_of(homes: Homes, box: Box) -> set[str]:
    """Return what is wrong with a box itself."""
    found = {box.adapter, box.condition} - {"works", "well"}
    found |= {"loose"} if not box.cable_seated else set()
    found |= {"firmware"} if faulty(homes, box) else set()
    plan = homes.accounts[box.account_id].plan
    wrong = box.profile is None or (box.kind == "router" and box.profile != plan)
    return found | ({"profile"} if wrong else set())


def boxes(homes: Homes) -> dict[str, Box]:
    return {serial: each for serial, each in homes.devices.items() if isinstance(each, Box)}


def remedies(homes: Homes, serial: str) -> dict[str, list[Move]]:
    """Return what can be tried on a box, by the cause that it cures."""
    box = boxes(homes)[serial]
    latest = homes.firmware[box.model].latest
    adapter = next(key for key, part in homes.parts.items() if (part.fits, part.name) == (box.model, "power adapter"))
    return {
        "loose": [("replug_cable", {"serial": serial})],
        "frozen": [("restart", {"serial": serial})],
        "sluggish": [("reboot_device", {"serial": serial})],
        "firmware": [("push_firmware", {"serial": serial, "version": latest}), ("reboot_device", {"serial": serial})],
        "profile": [("reset_provisioning", {"serial": serial})],
        "dead": [("send_part", {"serial": serial, "part_id": adapter})],
    }


def test_it_is_found_by_name() -> None:
    assert WORLDS.get("device") is DEVICE


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_same_seed_gives_the_same_state_in_a_fresh_process(hash_seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HASH],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == state_hash(play([], 7, 5).before)


def test_other_seeds_and_sizes_give_other_states() -> None:
    assert len({state_hash(play([], seed, size).before) for seed in range(10) for size in (1, 2, 4)}) == 30


@pytest.mark.parametrize("size", [0, 1, 4, 60])
def test_the_size_is_the_number_of_households(size: int) -> None:
    homes = homes_of(0, size)
    assert len(homes.accounts) == size
    assert len(homes.devices) == 7 * size


@pytest.mark.parametrize("seed", range(12))
def test_four_households_bring_every_situation(seed: int) -> None:
    homes = homes_of(seed, 4)
    assert {cause for box in boxes(homes).values() for cause in causes_of(homes, box)} == CAUSES
    assert sum(each.suspended for each in homes.accounts.values()) == 1
    assert sum(outage_at(homes, each) is not None for each in homes.accounts.values()) == 1
    assert {each.line for each in homes.accounts.values()} == {"clean", "noisy"}
    handsets = [each for each in homes.devices.values() if isinstance(each, Handset)]
    assert {each.flight_mode for each in handsets} == {True, False}
    assert {each.band for each in handsets} == {"2.4 GHz", "5 GHz"}
    purifiers = [each for each in homes.devices.values() if isinstance(each, Purifier)]
    assert len({(each.filter_worn, each.counter_due, each.spare_filters > 0) for each in purifiers}) == 4
    assert any(each.account_id for each in homes.slots.values())
    assert any(not each.stock for each in homes.parts.values())


@pytest.mark.parametrize("seed", range(8))
def test_the_data_hangs_together(seed: int) -> None:
    homes = homes_of(seed, 30)
    keep = homes.model_dump(mode="json")
    assert_kept(keep, keep)
    for account_id, account in homes.accounts.items():
        assert router_of(homes, account_id) is not None
        assert len(owned(homes, account_id)) == 7
        assert account.suspended <= (account.owed_cents > 0)
        assert sum(each.area == account.area and each.account_id is None for each in homes.slots.values()) >= 6
    assert all(each.since <= homes.today < each.expected_end for each in homes.outages.values())
    assert all(each.day > homes.today for each in homes.slots.values())
    assert len({each.postcode for each in homes.accounts.values()}) == 30


def test_ids_do_not_tell_how_many_there_are() -> None:
    homes = homes_of(3, 40)
    for table in (homes.accounts, homes.devices, homes.slots):
        keys = sorted(table)
        assert all(len(key) >= 7 for key in keys)
        numbers = [int("".join(filter(str.isdigit, key))) for key in keys]
        assert sum(later - earlier == 1 for earlier, later in pairwise(numbers)) < len(numbers) / 10


def test_a_snapshot_brings_everything_back() -> None:
    serial = next(serial for serial, box in boxes(homes_of(0)).items() if box.condition == "frozen")

    async def act(simulation: LocalSimulation[Homes]) -> None:
        before = simulation.snapshot()
        done = await simulation.call("user", "restart", {"serial": serial})
        after = simulation.snapshot()
        assert done.changed
        assert before != after
        simulation.restore(before)
        assert simulation.snapshot() == before
        assert await simulation.call("user", "restart", {"serial": serial}) == done
        assert simulation.snapshot() == after

    at_home(0, SIZE, act)


def test_a_payment_differs_in_the_account_and_nowhere_else() -> None:
    account_id, account = next((key, each) for key, each in homes_of(0).accounts.items() if each.suspended)
    played = play([("take_payment", {"account_id": account_id, "amount_cents": account.owed_cents})])
    found = {each.path.split(".")[2]: each.change for each in differences(played.before, played.after)}
    assert found == {"payments": "added", "suspended": "changed"}
    half = play([("take_payment", {"account_id": account_id, "amount_cents": account.owed_cents // 2})])
    assert [each.path.split(".")[2] for each in differences(half.before, half.after)] == ["payments"]


def test_the_tools_are_told_in_full() -> None:
    assert Counter(tool.actor for tool in DEVICE.tools) == {"assistant": 12, "user": 8}
    for tool in DEVICE.tools:
        properties = tool.parameters["properties"]
        assert tool.parameters["additionalProperties"] is False
        assert set(tool.parameters["required"]) == set(properties)
        assert all(each.get("description") for each in properties.values()), tool.name
        assert len(tool.about.split()) >= 6


def test_nobody_has_the_other_ones_tools() -> None:
    account_id, serial = sorted(homes_of(0).accounts)[0], sorted(homes_of(0).devices)[0]

    async def act(simulation: LocalSimulation[Homes]) -> list[str | None]:
        by_user = await simulation.call("user", "look_up_account", {"account_id": account_id})
        by_desk = await simulation.call("assistant", "look_at", {"serial": serial})
        return [by_user.error, by_desk.error]

    assert all("there is no tool" in (error or "") for error in at_home(0, SIZE, act))


def test_only_the_right_remedy_cures_a_box() -> None:
    """Each fault alone against each remedy: what the user sees changes for the one that belongs to the cause."""
    seen = Counter[str]()
    for seed in range(10):
        homes = homes_of(seed)
        for serial, box in boxes(homes).items():
            for cause in causes_of(homes, box):
                look: Move = ("look_at", {"serial": serial})
                for name, tried in remedies(homes, serial).items():
                    before, *_, after = play([look, *tried, look], seed).results
                    cures = name == cause or ({name, cause} == {"frozen", "sluggish"} and reachable(homes, box))
                    cures = (cures and cause != "dead") or (cause == "sluggish" and name == "firmware")
                    assert (before.value != after.value) == cures, (seed, cause, name)
                    seen[cause] += cures
    assert set(seen) == CAUSES
    assert {cause for cause in seen if not seen[cause]} == {"dead", "hot"}, "these need a part or a colleague"


def test_a_factory_reset_makes_it_worse() -> None:
    seen = 0
    for seed in range(10):
        homes = homes_of(seed)
        for serial, box in boxes(homes).items():
            mine = box.kind == "router" and not homes.accounts[box.account_id].suspended
            if mine and box.condition == "well" and reachable(homes, box) and not causes_of(homes, box):
                before, after = homes, Homes.model_validate(play([("press_reset", {"serial": serial})], seed).after)
                assert causes_of(after, boxes(after)[serial]) == causes_of(before, box) | {"profile"}
                cured = play([("press_reset", {"serial": serial}), ("reset_provisioning", {"serial": serial})], seed)
                assert cured.after == cured.before
                seen += 1
    assert seen > 5


def test_speed_follows_from_line_account_router_and_handset() -> None:
    """Over many houses, the measured speed is that of the plan exactly where nothing at all is wrong."""
    seen = Counter[bool]()
    for seed in range(6):
        homes = homes_of(seed, 12)
        for serial, each in homes.devices.items():
            if isinstance(each, Handset):
                account, router = homes.accounts[each.account_id], router_of(homes, each.account_id)
                assert router is not None
                well = not (causes_of(homes, router) - {"hot"} or account.suspended or outage_at(homes, account))
                well = well and account.line == "clean" and each.band == "5 GHz" and not each.flight_mode
                result = play([("run_speed_test", {"serial": serial})], seed, 12).results[0]
                assert (result.value["mbit_per_second"] == homes.plans[account.plan].mbps) == well
                seen[well] += 1
    assert min(seen.values()) > 20


def test_a_red_light_needs_filter_and_reset() -> None:
    homes = homes_of(0)
    for serial, each in homes.devices.items():
        if isinstance(each, Purifier) and each.filter_worn and each.spare_filters:
            look, press, change = [(name, {"serial": serial}) for name in ("look_at", "press_reset", "change_filter")]
            results = play([look, press, look, change, look, press, look, change]).results
            assert results[0].value == results[2].value
            assert ["red" in results[at].value for at in (0, 4, 6)] == [True, True, False]
            assert "better kept" in (results[7].error or "")
            return
    raise AssertionError("no such air purifier")


def test_what_the_facts_forbid_is_refused_in_words() -> None:
    homes = homes_of(0)
    accounts = homes.accounts
    suspended = next(key for key, each in accounts.items() if each.suspended)
    cut = next(key for key, each in accounts.items() if outage_at(homes, each))
    outage_id, phone = sorted(homes.outages)[0], next(k for k, d in homes.devices.items() if d.kind == "phone")
    cut_router = next(key for key, each in boxes(homes).items() if (each.account_id, each.kind) == (cut, "router"))
    foreign = next(key for key, each in homes.slots.items() if each.area != accounts[suspended].area)
    for tool, given_arguments, words in (
        ("look_up_account", {"account_id": "1"}, "on the bill"),
        ("look_up_device", {"serial": "1"}, "label"),
        ("reboot_device", {"serial": phone}, "only its owner"),
        ("reboot_device", {"serial": cut_router}, "does not answer"),
        ("book_technician", {"account_id": suspended, "slot_id": foreign}, "list of visits"),
        ("take_payment", {"account_id": suspended, "amount_cents": 10**7}, "no more than"),
        ("take_payment", {"account_id": suspended, "amount_cents": -1}, "greater than 0"),
        ("give_credit", {"account_id": suspended, "outage_id": outage_id, "amount_cents": 1}, "no outage"),
        ("give_credit", {"account_id": cut, "outage_id": outage_id, "amount_cents": 10**6}, "monthly price"),
        ("hand_over", {"account_id": cut, "topic": "pizza"}, "Input should be"),
        ("restart", {"serial": phone}, "routers"),
        ("change_filter", {"serial": phone}, "no filter"),
    ):
        played = play([(tool, given_arguments)])
        assert words in (played.results[0].error or ""), tool
        assert played.before == played.after


def test_terms_are_left_to_the_policy() -> None:
    """An assistant that ignores the policy can do wrong here: that is what trajectories are checked for."""
    homes = homes_of(0)
    cut = next(key for key, each in homes.accounts.items() if outage_at(homes, each))
    clean = next(key for key, each in homes.accounts.items() if each.line == "clean" and not outage_at(homes, each))
    slot = next(
        key for key, each in homes.slots.items() if each.area == homes.accounts[clean].area and not each.account_id
    )
    too_much = {"account_id": cut, "outage_id": sorted(homes.outages)[0], "amount_cents": 2000}
    assert play([("give_credit", too_much)]).results[0].changed
    assert play([("book_technician", {"account_id": clean, "slot_id": slot})]).results[0].changed


def test_a_corner_is_one_households_and_gives_no_orders() -> None:
    tools = set[str]()
    for seed in range(30):
        corner, homes = corner_of(seed), homes_of(seed)
        assert {each.account_id for each in corner.devices.values()} == {corner.account_id} == set(corner.accounts)
        assert all(each.account_id in (None, corner.account_id) for each in corner.slots.values())
        names = {serial: each.name for serial, each in homes.devices.items() if isinstance(each, Handset)}
        assert corner.hostile == {key: planted_in(names[key]) for key in corner.hostile}
        text = corner.model_dump_json()
        assert without_orders(text) == text, "a prompt would tear this corner"
        tools |= set(corner.hostile.values())
    assert tools == set(PLANTED_TOOLS)


@given(moves(Effect.READ))
@settings(max_examples=40)
def test_reads_change_nothing(made: list[Move]) -> None:
    played = play(made)
    assert played.before == played.after
    assert not any(each.changed for each in played.results)


@given(moves(Effect.READ, Effect.WRITE))
@settings(max_examples=150)
def test_whatever_is_called_the_world_keeps_its_laws(made: list[Move]) -> None:
    played = play(made)
    assert_kept(played.before, played.after)
    assert (played.before != played.after) <= any(each.changed for each in played.results)
    for (tool, _), result in zip(made, played.results, strict=True):
        assert not (result.changed and (result.error or tool not in WRITES))


@pytest.mark.parametrize("seed", range(3))
def test_long_walks_keep_the_laws_too(seed: int) -> None:
    """Every tool on everything there is, in random order: far more succeeds than in short sequences."""
    rng, homes = random.Random(seed), homes_of(seed)
    made: list[Move] = [(tool, {"serial": key}) for tool in SERIAL_ONLY for key in homes.devices]
    made += [("send_part", {"serial": key, "part_id": part}) for key in homes.devices for part in homes.parts]
    made += [
        ("book_technician", {"account_id": key, "slot_id": slot}) for key in homes.accounts for slot in homes.slots
    ]
    made += [("take_payment", {"account_id": key, "amount_cents": 999}) for key in homes.accounts for _ in range(9)]
    rng.shuffle(made)
    played = play(made, seed)
    assert_kept(played.before, played.after)
    assert sum(each.changed for each in played.results) > 30


SERIAL_ONLY = sorted(
    tool.name for tool in DEVICE.tools if list(tool.parameters["properties"]) == ["serial"] and ACTORS[tool.name]
)


def assert_kept(earlier: State, later: State) -> None:
    """Assert what no call can undo."""
    before, after = Homes.model_validate(dict(earlier)), Homes.model_validate(dict(later))
    assert before.accounts.keys() == after.accounts.keys()
    assert before.devices.keys() == after.devices.keys()
    for account_id, account in after.accounts.items():
        bought = sum(each.charged_cents for each in after.parcels.values() if each.account_id == account_id)
        assert account.billed_cents == before.accounts[account_id].billed_cents + bought
        assert sum(account.payments.values()) <= account.billed_cents
        assert all(0 < cents <= after.plans[account.plan].monthly_cents for cents in account.credits.values())
        assert account.suspended <= (account.owed_cents > 0)
        assert sum(each.account_id == account_id for each in after.slots.values()) <= 1
    for serial, device in after.devices.items():
        assert device.account_id == before.devices[serial].account_id in after.accounts
        assert not isinstance(device, Purifier) or device.spare_filters >= 0
    for part_id, part in after.parts.items():
        sent = sum(each.part_id == part_id for each in after.parcels.values())
        assert part.stock == before.parts[part_id].stock - sent >= 0
    for parcel in after.parcels.values():
        assert after.devices[parcel.serial].account_id == parcel.account_id
        assert after.parts[parcel.part_id].fits == after.devices[parcel.serial].model
    for slot in after.slots.values():
        assert slot.account_id is None or after.accounts[slot.account_id].area == slot.area
    assert all(each.account_id in after.accounts for each in after.tickets.values())
