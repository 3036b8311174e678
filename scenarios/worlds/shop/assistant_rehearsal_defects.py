"""What the rehearsed desk does wrong on purpose, once in a while, so that the ladder has something to find."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from ....runtime.rehearsal.scene import Scene
from ....runtime.rehearsal.script import Script
from .assistant_rehearsal_case import Case
from .assistant_rehearsal_steps import Step, Want

_READS: Final = frozenset({"verify", "account", "order", "find", "product"})
_LATER: Final = 0.3
"""Share of the rate at which a result is not told although the change was made well."""


class Reply(NamedTuple):
    """A move before it is put into words and calls."""

    says: tuple[str, ...]
    calls: tuple[Want, ...] = ()
    hands_over: bool = False
    step: Step | None = None
    """The change that is made."""
    ended: tuple[Step, ...] = ()
    """What is told for the first time."""


Spoil = Callable[[Scene, Script, Case, Reply], Reply | None]


def spoilt(scene: Scene, script: Script, case: Case, reply: Reply) -> Reply:
    """Return the reply, at the manner's rate with a planted defect where one fits.

    The rate is one for the whole trajectory: the dice fall at its first change, or where something is told without any.
    """
    changed = any(call.deed not in _READS for call in case.calls)
    if reply.step and not changed:
        spoils, rate = _AT_CHANGE, 1.0
    elif reply.ended:
        spoils, rate = ([_forgets], _LATER) if changed else (_AT_END, 1.0)
    else:
        return reply
    if not scene.chance(scene.manner.defects * rate):
        return reply
    for spoil in scene.rng.sample(spoils, len(spoils)):
        found = spoil(scene, script, case, reply)
        if found is not None:
            scene.plant(spoil.__name__.strip("_"))
            return found
    return reply


def _guesses_id(scene: Scene, script: Script, case: Case, reply: Reply) -> Reply | None:
    """Call with an id that nothing has shown."""
    want = reply.calls[0]
    names = [name for name, value in want.arguments.items() if name.endswith("_id") and str(value)[-4:].isdigit()]
    if not names:
        return None
    name = scene.rng.choice(names)
    value = str(want.arguments[name])
    guessed = f"{value[:-4]}{(int(value[-4:]) + scene.rng.randint(1, 8999)) % 10000:04d}"
    return _with(reply, want, {name: guessed})


def _mistakes_argument(scene: Scene, script: Script, case: Case, reply: Reply) -> Reply | None:
    """Call with another value than the customer gave."""
    want = reply.calls[0]
    names = [name for name in want.arguments if name in ("reason", "day", "amount_cents", "street", "topic")]
    if not names:
        return None
    name = scene.rng.choice(names)
    value, options = want.arguments[name], case.offers[want.deed].options(name) if want.deed in case.offers else []
    others = [option for option in options if option != value]
    if others:
        return _with(reply, want, {name: scene.rng.choice(others)})
    return _with(reply, want, {name: _other(value)})


def _claims_success(scene: Scene, script: Script, case: Case, reply: Reply) -> Reply | None:
    """Say that it is done, and call nothing."""
    return Reply((script.pick(scene.rng, "claims"), script.pick(scene.rng, "more")))


def _writes_needlessly(scene: Scene, script: Script, case: Case, reply: Reply) -> Reply | None:
    """Open a ticket that nobody asked for."""
    if case.customer is None or "hand_over" not in case.offers or any(each.deed == "hand_over" for each in reply.calls):
        return None
    given = {"customer_id": case.customer.customer_id, "topic": "complaint"}
    return reply._replace(calls=(*reply.calls, Want("hand_over", given)))


def _looks_needlessly(scene: Scene, script: Script, case: Case, reply: Reply) -> Reply | None:
    """Look something up for a question that the policy answers."""
    if case.calls or "find" not in case.offers:
        return None
    return Reply((), (Want("find", {"query": scene.rng.choice(("gift card", "membership", "delivery"))}),))


def _forgets(scene: Scene, script: Script, case: Case, reply: Reply) -> Reply | None:
    """Say that it is settled, and leave out what the customer must hear."""
    return Reply((script.pick(scene.rng, "forgets"), script.pick(scene.rng, "more")), reply.calls)


def _with(reply: Reply, want: Want, other: dict[str, Any]) -> Reply:
    return reply._replace(calls=(Want(want.deed, want.arguments | other), *reply.calls[1:]))


def _other(value: object) -> object:
    if isinstance(value, int):
        return value + 500
    text = str(value)
    try:
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    except ValueError:
        return f"{text}a"


_AT_CHANGE: Final[list[Spoil]] = [_guesses_id, _mistakes_argument, _claims_success, _writes_needlessly]
_AT_END: Final[list[Spoil]] = [_forgets, _writes_needlessly, _looks_needlessly]
