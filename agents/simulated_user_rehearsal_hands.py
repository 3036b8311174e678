"""What a rehearsed user does with their own hands: the call that the assistant asked for, with what they know."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ..runtime.rehearsal.reading import stems
from ..runtime.rehearsal.scene import Scene, as_object
from ..runtime.text import sentences
from ..scenarios.values import spoken

_TOOL: Final = re.compile(r"^- (\w+): (.+?) Arguments: (\{.*\})$", re.MULTILINE)
_REQUEST: Final = re.compile(r"\b(?:please|(?:could|can|would|will) you(?! like| want))\b", re.IGNORECASE)
_NOT_WANTED: Final = re.compile(r"\b(?:do not|don't|never|me to)\b", re.IGNORECASE)
_TURNED_OFF: Final = re.compile(r"\b(?:off|out|disable)\b")
_ENOUGH: Final = 3
"""Words that a request shares with a description from which on it means that tool, whatever it calls it."""


class _Hand(NamedTuple):
    """Something that the user can do."""

    name: str
    about: str
    parameters: dict[str, Any]

    def fits(self, request: str) -> int:
        """Return how well a request asks for this; nothing if it asks for something else."""
        asked, named = stems(request), stems(self.name.replace("_", " "))
        shared = len(asked & stems(self.about))
        if named and named <= asked:
            return 100 * len(named) + shared
        return shared if shared >= _ENOUGH else 0


def asked_of(scene: Scene, heard: str, facts: Sequence[str]) -> dict[str, str] | None:
    """Return the call that the assistant asked for, if any; what it takes is said or known."""
    hands = [_Hand(name, about, json.loads(given)) for name, about, given in _TOOL.findall(scene.user)]
    for request in _requests(heard) if hands else ():
        hand = max(hands, key=lambda each: each.fits(request))
        if hand.fits(request):
            return {"tool": hand.name, "arguments": json.dumps(dict(_given(hand, request, heard, facts)))}
    return None


def _requests(heard: str) -> Iterator[str]:
    """Yield what the user is asked to do: neither what somebody else does nor what is better left alone."""
    for said in sentences(heard):
        if _REQUEST.search(said) and not _NOT_WANTED.search(said):
            yield said


def _given(hand: _Hand, request: str, heard: str, facts: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for name, schema in hand.parameters.items():
        value = _value(as_object(schema), request, heard, facts)
        if value is not None:
            yield name, value


def _value(schema: dict[str, Any], request: str, heard: str, facts: Sequence[str]) -> Any:
    options = [str(each) for each in schema.get("enum", ())]
    if options:
        return next((each for each in options if each.lower() in request.lower()), options[0])
    if schema.get("type") == "boolean":
        return not _TURNED_OFF.search(request)
    if schema.get("type") == "string":
        return _named(request, heard, facts)
    return None


def _named(request: str, heard: str, facts: Sequence[str]) -> str | None:
    """Return the number of what is meant: as it was said, or of the fact that speaks of the same."""
    known = {number: fact for fact in facts for number in spoken(fact)}
    for said in (request, heard):
        told = [number for number in spoken(said) if number in known]
        if told:
            return told[0]
    rated = {number: len(stems(fact) & stems(request)) for number, fact in known.items()}
    best = max(rated, key=lambda number: rated[number], default="")
    return best if rated.get(best) else None
