"""What the rehearsed user does in the house: every tool of theirs, asked for in words, with what they know."""

import json
from typing import Any

import pytest

from dramaturg.agents import simulated_user
from dramaturg.agents.critic_rehearsal import Draft, flaws_in
from dramaturg.agents.simulated_user import UserMove
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.trajectory import Act, Called, UserView, offered
from dramaturg.scenarios.world import Result
from dramaturg.scenarios.worlds.device import DEVICE
from errand_play import acted
from errand_tasks import task_of
from rehearse import request, said

HANDS = tuple(offered(tool) for tool in DEVICE.tools if tool.actor == "user")
KNOWN = (
    "Your account number is 411-222-333.",
    "The label of your router says RT11AA2222B.",
    "The label of your phone says PH33CC4444D.",
    "The label of your air purifier says AP55EE6666F.",
)


def asked(*acts: Act) -> UserMove:
    """Return what a user does after some acts."""
    view = UserView(
        persona="A baker in Ghent.",
        goal="Your internet does not work. You want it mended.",
        known=KNOWN,
        unknown=(),
        exit="You are done when it works.",
        directions=(),
        withholds=False,
        tools=HANDS,
        acts=(Act(actor="user", text="My internet does not work."), *acts),
        turn=len(acts) + 2,
        left=20,
    )
    messages = simulated_user.PROMPT.render("b", "1", view=view)
    return UserMove.model_validate_json(said(perform(request(messages, UserMove, model="rehearsal:defects=0"))))


def calls_after(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls that an assistant's words bring about."""
    move = asked(Act(actor="assistant", text=text))
    return [(call.tool, json.loads(call.arguments)) for call in move.calls]


@pytest.mark.parametrize(
    ("words", "tool", "arguments"),
    [
        ("Please look at your router and tell me what you see.", "look_at", {"serial": "RT11AA2222B"}),
        ("Could you run a speed test on your phone?", "run_speed_test", {"serial": "PH33CC4444D"}),
        ("Please replug the network cable of the router.", "replug_cable", {"serial": "RT11AA2222B"}),
        ("Please restart RT11AA2222B.", "restart", {"serial": "RT11AA2222B"}),
        ("Would you press reset on the air purifier?", "press_reset", {"serial": "AP55EE6666F"}),
        ("Please set flight mode to off on the phone.", "set_flight_mode", {"serial": "PH33CC4444D", "on": False}),
        ("Please join the 2.4 GHz band with your phone.", "join_band", {"serial": "PH33CC4444D", "band": "2.4 GHz"}),
        ("Now please change the filter of your air purifier.", "change_filter", {"serial": "AP55EE6666F"}),
        (
            "Can you pull the power plug of the router, wait ten seconds and plug it in again?",
            "restart",
            {"serial": "RT11AA2222B"},
        ),
    ],
)
def test_they_do_what_they_are_asked_to(words: str, tool: str, arguments: dict[str, Any]) -> None:
    assert calls_after(f"Thank you. {words}") == [(tool, arguments)]


@pytest.mark.parametrize(
    "words",
    [
        "Let me look at that.",
        "Please do not press reset on your router.",
        "Would you like me to restart your router?",
        "I restarted your router from here.",
        "Do you want me to restart it?",
        "What does the label of your router say, please?",
    ],
)
def test_they_leave_alone_what_nobody_asked_them_to_do(words: str) -> None:
    assert calls_after(words) == []


def test_they_tell_what_came_of_it() -> None:
    call = Called(id="call_1", tool="look_at", arguments={"serial": "RT11AA2222B"}, result=Result(value="It is dark."))
    told = asked(Act(actor="assistant", text="Please look at your router."), Act(actor="user", calls=(call,)))
    assert told.calls == []
    assert "It is dark." in told.says


def test_looking_twice_is_no_repetition_to_the_critic_and_saying_so_twice_is() -> None:
    said_twice = "The power light and the link light are green and the rest is dark."
    seen = f"→ look_at {{}}\n← {said_twice}"
    looked = {"turn 1 user": seen, "turn 2 assistant": said_twice, "turn 3 user": seen}
    assert flaws_in(Draft(looked, "", "", "in a simulated world")) == []
    spoken = {"turn 1 user": said_twice, "turn 2 assistant": "Good.", "turn 3 user": said_twice}
    assert [flaw.where for flaw in flaws_in(Draft(spoken, "", "", "in a simulated world"))] == ["turn 3 user"]


def test_both_sides_act_in_what_is_played() -> None:
    by_user = set[str]()
    for seed in range(25):
        task = task_of("device", seed, Variant.PLAIN, size=16)
        assert task is not None
        by_user |= {call.tool for actor, call in acted(task).trajectory.calls() if actor == "user"}
    assert len(by_user) >= 6
