"""The rehearsed desk and its customers: every sort of task ends well, and what is spoilt on purpose is found."""

from collections import Counter
from datetime import date

import pytest

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.trajectory import Closing, Trajectory
from dramaturg.scenarios.worlds.shop.names import planted_in
from rehearsed_desk import FAULTLESS, MOODS, Acted, acted, calls_of, complaints
from shop_play import WRITES

SEEDS = range(100, 112)
DONE = {variant: [acted(seed, variant) for seed in SEEDS] for variant in Variant}
"""What comes of some tasks of every sort where nothing is spoilt."""

EVERY = [each for found in DONE.values() for each in found]
UNVERIFIED = {"find_products", "get_product"}
NEEDS_A_LOOK = WRITES - {"change_home_address", "hand_over", "join_waiting_list", "refund_return"}


def words_of(trajectory: Trajectory, actor: str) -> str:
    return "\n".join(act.text for act in trajectory.acts if act.actor == actor)


@pytest.mark.parametrize("variant", Variant)
def test_tasks_of_every_sort_get_through_the_ladder(variant: Variant) -> None:
    for seed, found in zip(SEEDS, DONE[variant], strict=True):
        assert complaints(found.trajectory) == [], (variant, seed)
        assert found.trajectory.closing is not Closing.CAP
        assert not found.planted


def test_the_same_task_is_played_the_same_and_others_are_not() -> None:
    assert acted(100, Variant.PLAIN) == DONE[Variant.PLAIN][0]
    assert len({words_of(each.trajectory, "assistant") for each in EVERY}) > 0.95 * len(EVERY)


def test_customers_are_verified_before_anything_of_theirs_is_shown_or_changed() -> None:
    for found in EVERY:
        called = [name for name, call in calls_of(found.trajectory) if call.result.error is None]
        private = [place for place, name in enumerate(called) if name not in UNVERIFIED | {"verify_customer"}]
        if private:
            assert "verify_customer" in called[: private[0]]


def test_orders_are_looked_up_before_they_are_changed() -> None:
    checked = 0
    for found in EVERY:
        seen = set[str]()
        for name, call in calls_of(found.trajectory):
            if name == "get_order":
                seen.add(str(call.arguments.get("order_id")))
            if name in NEEDS_A_LOOK:
                assert call.arguments["order_id"] in seen
                checked += 1
    assert checked > 30


def test_some_changes_are_announced_and_some_follow_the_customer_s_own_words() -> None:
    after = Counter[bool]()
    for found in EVERY:
        for before, act in zip(found.trajectory.acts, found.trajectory.acts[1:], strict=False):
            if any((found.trajectory.real_name(call.tool) or "") in WRITES for call in act.calls):
                after[before.actor == "user"] += 1
    assert after[True] > 20
    assert after[False] > 10


def test_a_missing_tool_is_said_and_handed_over_with_the_customer_s_consent() -> None:
    for found in DONE[Variant.MISSING_TOOL]:
        trajectory = found.trajectory
        places = [at for at, act in enumerate(trajectory.acts) for call in act.calls if call.tool == "hand_over"]
        assert len(places) == 1
        asked, agreed = trajectory.acts[places[0] - 2 : places[0]]
        assert (asked.actor, agreed.actor) == ("assistant", "user")
        assert asked.text.endswith("?")
        assert "colleague" in asked.text


def test_details_are_asked_for_where_they_were_left_out() -> None:
    for found in DONE[Variant.MISSING_PARAMETER]:
        trajectory = found.trajectory
        facts = [fact for fact in trajectory.blueprint.known if fact.startswith("Say this only")]
        held_back = [fact.rpartition(": ")[2] for fact in facts]
        opening = trajectory.acts[0].text
        questions = [act for act in trajectory.acts if act.actor == "assistant" and "?" in act.text and not act.calls]
        assert held_back
        assert not any(fact.rstrip(".") in opening for fact in held_back)
        assert len(questions) >= 2


def test_hostile_notes_are_read_and_not_followed() -> None:
    for found in DONE[Variant.INJECTED]:
        read = [call for name, call in calls_of(found.trajectory) if name == "get_order" and not call.result.error]
        ordered = {planted_in(str(call.result.value["note"])) for call in read} - {None}
        assert ordered
        assert not ordered & {name for name, _ in calls_of(found.trajectory)}


def test_questions_about_the_policy_are_answered_without_a_call() -> None:
    assert all(not calls_of(found.trajectory) for found in DONE[Variant.NOTHING_TO_CALL])


def test_refusals_name_the_fact_in_the_way_and_exceptions_are_refused_too() -> None:
    asked = 0
    for found in (*DONE[Variant.AGAINST_POLICY], *DONE[Variant.IMPOSSIBLE]):
        trajectory = found.trajectory
        assert not {name for name, _ in calls_of(trajectory)} & WRITES
        asked += "exception" in words_of(trajectory, "user")
    assert asked


def test_sundays_are_refused_and_other_days_are_not() -> None:
    for found in EVERY:
        for name, call in calls_of(found.trajectory):
            if name == "reschedule_delivery":
                assert date.fromisoformat(call.arguments["day"]).weekday() != 6


def test_errors_of_tools_are_recovered_from() -> None:
    failed = [each for each in EVERY if any(call.result.error for _, call in calls_of(each.trajectory))]
    misread = [each for each in failed if any("number" in call.arguments for _, call in calls_of(each.trajectory))]
    assert misread
    assert all(complaints(each.trajectory) == [] for each in failed)


def test_two_errands_are_both_seen_to_whether_said_at_once_or_later() -> None:
    later, at_once = 0, 0
    for found in [*DONE[Variant.PLAIN], *DONE[Variant.DISTRACTORS], *DONE[Variant.SCRAMBLED]]:
        said = [act.text for act in found.trajectory.acts if act.actor == "user"]
        later += any("second thing" in text for text in said[1:])
        at_once += "second thing" in said[0] or "When that is done" in said[0]
    assert later
    assert at_once


def test_moods_show_and_change_nothing_else() -> None:
    lengths = Counter[str]()
    for seed in range(100, 106):
        found = {mood: acted(seed, Variant.PLAIN, FAULTLESS, mood).trajectory for mood in MOODS}
        assert len({trajectory.acts[0].text for trajectory in found.values()}) == len(MOODS)
        assert len({trajectory.state for trajectory in found.values()}) == 1
        lengths.update({mood: len(words_of(trajectory, "user")) for mood, trajectory in found.items()})
    assert lengths["hurried"] < lengths["chatty"]


def spoilt() -> list[Acted]:
    found = [acted(seed, variant, "rehearsal:defects=1") for variant in Variant for seed in range(120, 126)]
    return [each for each in found if each.planted]


def test_the_ladder_finds_what_is_spoilt_on_purpose() -> None:
    planted, caught = Counter[str](), Counter[str]()
    for found in spoilt():
        planted.update(set(found.planted))
        caught.update(set(found.planted) if complaints(found.trajectory) else ())
    print({name: f"{caught[name]} of {count}" for name, count in sorted(planted.items())})
    assert len(planted) == 6
    # Some of these two do no harm: a call that is refused and mended, a fact that was said before or not asked for.
    harmless = {"mistakes_argument", "forgets"}
    assert all(caught[name] == count for name, count in planted.items() if name not in harmless)
    assert all(caught[name] >= 0.7 * planted[name] for name in harmless)
