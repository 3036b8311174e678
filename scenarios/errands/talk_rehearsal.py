"""What a rehearsed assistant makes of its prompt: its tools, what was said, what it called, and what came of it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ...runtime.rehearsal.scene import Scene, as_object
from ..world import Effect, Tool

_TOOL: Final = re.compile(r"^- (\S+): ((?s:.*?)) Arguments \(JSON Schema\): (\{.*\})$", re.MULTILINE)
_POLICY: Final = re.compile(
    r"The policy(?: that the assistant must keep to)?:\n(.*?)\n\n(?:Your|The) tools:", re.DOTALL
)
_CALLED: Final = "you called "
_FAILED: Final = "error: "


class Offer(NamedTuple):
    """A tool as it is offered here."""

    name: str
    parameters: Mapping[str, Any]
    is_write: bool

    def schema(self, argument: str) -> Mapping[str, Any]:
        """Return what an argument must be."""
        return as_object(as_object(self.parameters.get("properties")).get(argument))


class Made(NamedTuple):
    """A call that was made: its place in the prompt, the world's own name of its tool, and what came of it."""

    place: int
    tool: str
    arguments: dict[str, Any]
    value: Any
    error: str


class Said(NamedTuple):
    """Words with their place in the prompt."""

    place: int
    text: str


class Talk:
    """A prompt as the assistant understands it.

    Args:
        scene: the request.
        tools: the world's tools; those of the prompt are told by their descriptions, for names may say nothing.
    """

    def __init__(self, scene: Scene, tools: Sequence[Tool]) -> None:
        self.policy = policy_in(scene)
        self.offers = dict(_offers(scene.user, tools))
        self.changing = frozenset(tool.name for tool in tools if tool.effect is Effect.WRITE)
        self.said: list[Said] = []
        self.heard: list[Said] = []
        self.calls: list[Made] = []
        names = {offer.name: tool for tool, offer in self.offers.items()}
        for place, (label, text) in enumerate(scene.trail()):
            if label == "you said":
                self.said.append(Said(place, text))
            elif label == "the user said":
                self.heard.append(Said(place, text))
            elif label.startswith(_CALLED):
                self.calls.append(_made(place, names.get(label.removeprefix(_CALLED), ""), text))

    @property
    def last(self) -> str:
        """What the user said last."""
        return self.heard[-1].text if self.heard else ""

    def done(self, tool: str, arguments: Mapping[str, Any], since: int) -> Made | None:
        """Return the first call with these arguments, after a place, that succeeded."""
        return next((call for call in self._of(tool, arguments, since) if not call.error), None)

    def failed(self, tool: str, arguments: Mapping[str, Any], since: int) -> Made | None:
        """Return the last call with these arguments, after a place, that failed."""
        return next((call for call in reversed([*self._of(tool, arguments, since)]) if call.error), None)

    def told(self, text: str, since: int) -> Said | None:
        """Return the assistant's first message after a place that holds a text."""
        return next((said for said in self.said if said.place > since and text in said.text), None)

    def reply_to(self, said: Said) -> Said | None:
        """Return what the user said next."""
        return next((heard for heard in self.heard if heard.place > said.place), None)

    def _of(self, tool: str, arguments: Mapping[str, Any], since: int) -> Iterator[Made]:
        return (each for each in self.calls if each.place > since and (each.tool, each.arguments) == (tool, arguments))


def policy_in(scene: Scene) -> str:
    """Return the policy that a prompt shows, on one line."""
    found = _POLICY.search(scene.user)
    return " ".join(found[1].split()) if found else ""


def _offers(prompt: str, tools: Sequence[Tool]) -> Iterator[tuple[str, Offer]]:
    nameless = re.compile(rf"\b(?:fn_[0-9a-f]{{6}}|{'|'.join(re.escape(tool.name) for tool in tools)})\b")
    named = {tool.name: tool for tool in tools if tool.actor == "assistant"}
    described = {_bare(nameless, tool.about): tool for tool in named.values()}
    for name, about, parameters in _TOOL.findall(prompt):
        tool = named.get(name) or described.get(_bare(nameless, about))
        if tool is not None:
            yield tool.name, Offer(name, json.loads(parameters), tool.effect is Effect.WRITE)


def _bare(nameless: re.Pattern[str], about: str) -> str:
    """Return a description without names of tools."""
    return " ".join(nameless.sub("_", about).split())


def _made(place: int, tool: str, text: str) -> Made:
    given, _, result = text.partition("\n")
    arguments = as_object(json.loads(given))
    if result.startswith(_FAILED):
        return Made(place, tool, arguments, None, result.removeprefix(_FAILED))
    return Made(place, tool, arguments, json.loads(result), "")
