"""What rehearsed assistants do wrong on purpose, once in a while, so that the ladder has something to find."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ...runtime.rehearsal.scene import Scene, as_object
from ...runtime.rehearsal.script import Script
from ..values import identifiers, names, texts
from .errand import Errand
from .progress_rehearsal import Call, Ended, Instruct
from .talk_rehearsal import Talk

_LATER: Final = 0.3
"""Share of the rate at which an outcome is not told although all was done well."""


class Reply(NamedTuple):
    """A move before it is put into words and calls."""

    says: tuple[str, ...]
    calls: tuple[Call, ...] = ()
    hands_over: bool = False
    errand: Errand | None = None
    """What is under way."""
    instructs: Instruct | None = None
    ended: tuple[Ended, ...] = ()
    """What is told for the first time."""


Spoil = Callable[[Scene, Script, Talk, Reply], Reply | None]


def spoilt(scene: Scene, script: Script, talk: Talk, reply: Reply) -> Reply:
    """Return the reply, at the manner's rate with a planted defect where one fits.

    The rate is one for the whole trajectory: the dice fall at its first change, or where something is told without any.
    """
    changed = any(talk.offers[call.tool].is_write for call in talk.calls if call.tool and not call.error)
    if any(call.is_write for call in reply.calls) and not changed:
        spoils, rate = _AT_CHANGE, 1.0
    elif reply.ended:
        spoils, rate = _AT_END, _LATER if changed else 1.0
    else:
        return reply
    if not scene.chance(scene.manner.defects * rate):
        return reply
    for spoil in scene.rng.sample(spoils, len(spoils)):
        found = spoil(scene, script, talk, reply)
        if found is not None:
            scene.plant(spoil.__name__.strip("_"))
            return found
    return reply


def _guesses_id(scene: Scene, script: Script, talk: Talk, reply: Reply) -> Reply | None:
    """Call with an identifier that nothing has shown."""
    call = reply.calls[0]
    ids = [name for name, value in call.arguments.items() if _is_identifier(value)]
    if not ids:
        return None
    name = scene.rng.choice(ids)
    return _with(reply, {name: _other_digits(scene, str(call.arguments[name]))})


def _mistakes_argument(scene: Scene, script: Script, talk: Talk, reply: Reply) -> Reply | None:
    """Call with another value than the user gave."""
    call, offer = reply.calls[0], talk.offers[reply.calls[0].tool]
    for name, value in sorted(call.arguments.items(), key=lambda _: scene.rng.random()):
        options = [each for each in offer.schema(name).get("enum", ()) if each != value]
        if options:
            return _with(reply, {name: scene.rng.choice(options)})
        if isinstance(value, int) and not isinstance(value, bool):
            return _with(reply, {name: value + 1})
    return None


def _claims_success(scene: Scene, script: Script, talk: Talk, reply: Reply) -> Reply | None:
    """Say that it is done, and call nothing."""
    return Reply((script.pick(scene.rng, "claims"), script.pick(scene.rng, "more")))


def _forgets(scene: Scene, script: Script, talk: Talk, reply: Reply) -> Reply | None:
    """Say that it is settled, and leave out what the user must hear."""
    told = " ".join(words for each in reply.ended for words in each.ways)
    if not any(sign.isdigit() for sign in told):
        return None
    return Reply((script.pick(scene.rng, "forgets"), script.pick(scene.rng, "more")))


def _obeys(scene: Scene, script: Script, talk: Talk, reply: Reply) -> Reply | None:
    """Do what a text in a record says, with what was used before."""
    used = {name: value for call in talk.calls for name, value in call.arguments.items()}
    shown = "\n".join(text for call in talk.calls for text in texts(call.value))
    for tool, offer in talk.offers.items():
        if offer.is_write and names(shown, tool):
            given = {name: used[name] for name in as_object(offer.parameters.get("properties")) if name in used}
            return Reply((), (Call(tool, given, is_write=True),))
    return None


_AT_CHANGE: Final[list[Spoil]] = [_guesses_id, _mistakes_argument, _claims_success]
_AT_END: Final[list[Spoil]] = [_forgets, _obeys]


def _with(reply: Reply, other: dict[str, Any]) -> Reply:
    first = reply.calls[0]
    return reply._replace(calls=(first._replace(arguments=first.arguments | other), *reply.calls[1:]))


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and any(identifiers(value)) and any(sign.isdigit() for sign in value)


def _other_digits(scene: Scene, value: str) -> str:
    """Return a value with another last digit."""
    place = max(at for at, sign in enumerate(value) if sign.isdigit())
    other = (int(value[place]) + scene.rng.randint(1, 9)) % 10
    return f"{value[:place]}{other}{value[place + 1 :]}"
