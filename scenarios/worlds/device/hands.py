"""Steps that several errands share: what the user is asked to do, and what is looked at from afar."""

from typing import Final

from ...errands.errand import Step
from .case import on_account, on_device

TEST_LINE: Final = Step(
    "test_line",
    on_account(),
    learns={
        "line": "line",
        "today": "today",
        "outage_id": "outage.outage_id",
        "since": "outage.since",
        "expected_end": "outage.expected_end",
    },
)
LOOK_UP: Final = Step(
    "look_up_device", on_device(), learns={"latest": "latest_firmware", "warranty_until": "warranty_until"}
)


def look(it: str, name: str = "serial") -> Step:
    """Have the user look at a device."""
    return _by_hand("look_at", name, f"Please look at your {it} {{{name}}} and tell me what you see.")


def look_again(it: str, name: str = "serial") -> Step:
    """Have the user look whether it has helped."""
    return _by_hand(
        "look_at",
        name,
        f"Now we have to see whether that has helped. Could you look at it again, please, {it} {{{name}}}?",
    )


def speed_test(it: str, name: str = "serial") -> Step:
    """Have the user measure how fast a handset is."""
    return _by_hand("run_speed_test", name, f"Please run a speed test on your {it} {{{name}}} and tell me the result.")


def speed_test_again(it: str, name: str = "serial") -> Step:
    """Have the user measure whether it has helped."""
    words = f"Now we have to see whether it is faster. Could you run another speed test with {it} {{{name}}}?"
    return _by_hand("run_speed_test", name, words)


def replug(it: str) -> Step:
    """Have the user push the network cable in."""
    words = f"Please replug the network cable of your {it} {{serial}}: pull it out and push it in until it clicks."
    return _by_hand("replug_cable", "serial", words)


def restart(it: str) -> Step:
    """Have the user switch a box off and on."""
    words = f"Please restart your {it} {{serial}}: pull the power plug, wait ten seconds and plug it in again."
    return _by_hand("restart", "serial", words)


def press_reset(it: str) -> Step:
    """Have the user press reset."""
    return _by_hand("press_reset", "serial", f"Please press reset on your {it} {{serial}} for three seconds.")


def change_filter(it: str) -> Step:
    """Have the user put a spare filter in."""
    return _by_hand("change_filter", "serial", f"Please change the filter of your {it} {{serial}}: put a spare one in.")


def flight_mode_off(it: str) -> Step:
    """Have the user turn flight mode off."""
    words = f"Please set flight mode to off on your {it} {{serial}}."
    return Step("set_flight_mode", on_device(on=False), actor="user", asks=words)


def join_fast_band(it: str) -> Step:
    """Have the user join the faster band."""
    words = f"Please join the 5 GHz band with your {it} {{serial}}."
    return Step("join_band", on_device(band="5 GHz"), actor="user", asks=words)


def _by_hand(tool: str, name: str, words: str) -> Step:
    return Step(tool, {"serial": f"{{{name}}}"}, actor="user", asks=words)
