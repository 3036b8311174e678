"""The stage: who plays which reply type, and a whole performance from request to chat completion.

    @plays("Critique")
    def criticise(scene: Scene) -> Lines:
        return {"findings": []}

A part belongs to the agent, kind or world whose reply it speaks; importing that registers it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from ..errors import UsageError
from ..frozen import is_list, is_mapping
from .filler import fill
from .obedience import Order, obey, order_in
from .scene import Scene, as_object
from .sloppiness import Wrapped, blur, wrap

Lines = dict[str, Any]
"""What a part says: the reply as a JSON object."""

Part = Callable[[Scene], Lines]

TRUTH: Final = "x_rehearsal"
"""The key of a completion that says what was done and what was planted. Nothing that an agent reads holds it."""

_SHAPING: Final = ("model", "messages", "response_format", "tools", "tool_choice", "seed")
"""All of a request that a reply follows from: limits, temperature and how the request travels have no part in it."""

GENERIC: Final = "filler"
"""The part of a reply type that nobody plays."""

_PARTS: dict[str, Part] = {}
_CAST: dict[str, tuple[str, Part]] = {}


def plays(pattern: str) -> Callable[[Part], Part]:
    """Register the part of every reply type whose title matches (`*` as in file names).

    Raises:
        UsageError: another part has this pattern.
    """

    def register(part: Part) -> Part:
        if pattern in _PARTS:
            raise UsageError(
                f"two rehearsal parts play {pattern!r}: {_PARTS[pattern].__module__} and {part.__module__}",
                fix="give the two reply types different names",
            )
        _PARTS[pattern] = part
        _CAST.clear()
        return part

    return register


def parts() -> dict[str, Part]:
    """Return every registered part, by pattern."""
    return dict(_PARTS)


def is_played(title: str) -> bool:
    """Whether there is a part for a reply type of this title; otherwise the filler speaks."""
    return _cast(title)[1] is not None


def speak(title: str, scene: Scene, schema: Mapping[str, Any]) -> Lines:
    """Return what the part of this title says in this scene; the filler speaks where there is no part."""
    _, part = _cast(title)
    if part is not None:
        return part(scene)
    return as_object(fill(schema, scene.rng))


def perform(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the chat completion that answers an OpenAI-shaped chat request; a pure function.

    The key `TRUTH` holds part, manner, planted defects and careless slips.

    Raises:
        UsageError: the request's model is none of the rehearsal models.
    """
    scene = Scene({name: request[name] for name in _SHAPING if name in request})
    order = order_in(scene) if scene.manner.conduct == "obedient" else None
    part, message, finish = _message(scene, order)
    return _completion(scene, part, message, finish)


def _message(scene: Scene, order: Order | None) -> tuple[str, dict[str, Any], str]:
    if scene.schema is None:
        return _without_schema(scene, order)
    name, _ = _cast(scene.title)
    lines = speak(scene.title, scene, scene.schema)
    if order is not None:
        return name, {"content": obey(order, lines)}, "stop"
    if scene.manner.conduct == "sloppy":
        wrapped = wrap(blur(lines, scene), scene)
        return name, _spoken(wrapped), wrapped.finish_reason
    return name, {"content": _as_json(lines)}, "stop"


def _without_schema(scene: Scene, order: Order | None) -> tuple[str, dict[str, Any], str]:
    if order is not None and order.text:
        return GENERIC, {"content": order.text}, "stop"
    tools = scene.request.get("tools")
    if is_list(tools) and any(map(is_mapping, tools)) and scene.request.get("tool_choice") != "none":
        return GENERIC, {"content": None, "tool_calls": [_tool_call(scene, tools)]}, "tool_calls"
    if _wants_object(scene.request):
        return GENERIC, {"content": "{}"}, "stop"
    return GENERIC, {"content": _plain(scene)}, "stop"


def _wants_object(request: Mapping[str, Any]) -> bool:
    form = request.get("response_format")
    return is_mapping(form) and form.get("type") == "json_object"


def _tool_call(scene: Scene, tools: list[object]) -> dict[str, Any]:
    functions = [as_object(tool.get("function")) for tool in tools if is_mapping(tool)]
    chosen = scene.rng.choice(functions)
    schema = {"type": "object", **as_object(chosen.get("parameters"))}
    arguments = json.dumps(fill(schema, scene.rng), ensure_ascii=False)
    call_id = f"call_{scene.rng.getrandbits(64):016x}"
    return {
        "id": call_id,
        "type": "function",
        "function": {"name": str(chosen.get("name", "")), "arguments": arguments},
    }


def _plain(scene: Scene) -> str:
    asked = " ".join(scene.user.split())[:60].rstrip(" ,;:.")
    return f"Heard: {asked}." if asked else "Nothing was asked."


def _spoken(wrapped: Wrapped) -> dict[str, Any]:
    if wrapped.refused:
        return {"content": None, "refusal": wrapped.text}
    return {"content": wrapped.text}


def _as_json(lines: Lines) -> str:
    return json.dumps(lines, ensure_ascii=False)


def _cast(title: str) -> tuple[str, Part | None]:
    """Return the pattern and the part that play a title; an exact name before patterns, longer ones first."""
    if title not in _CAST:
        fitting = [title] if title in _PARTS else sorted(_PARTS, key=lambda p: (-len(p), p))
        found = next((pattern for pattern in fitting if fnmatchcase(title, pattern)), None)
        if found is None:
            return GENERIC, None
        _CAST[title] = found, _PARTS[found]
    return _CAST[title]


def _completion(scene: Scene, part: str, message: dict[str, Any], finish: str) -> dict[str, Any]:
    prompt = count_tokens("".join(text for _, text in scene.messages)) + 4 * len(scene.messages)
    written = count_tokens(json.dumps(message.get("tool_calls")) if "tool_calls" in message else str(_words(message)))
    truth = {
        "part": part,
        "manner": scene.manner.model_dump(),
        "planted": scene.planted,
        "slips": scene.slips,
    }
    return {
        "id": f"chatcmpl-{_name(scene)}",
        "object": "chat.completion",
        "created": 0,
        "model": str(scene.request.get("model", "")),
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", **message},
                "finish_reason": finish,
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written},
        TRUTH: truth,
    }


def _words(message: Mapping[str, Any]) -> str:
    return str(message.get("content") or message.get("refusal") or "")


def count_tokens(text: str) -> int:
    """Return about as many tokens as a tokenizer would count: four characters each."""
    return -(-len(text) // 4)


def _name(scene: Scene) -> str:
    return hashlib.sha256(f"{scene.rng.getrandbits(64)}".encode()).hexdigest()[:24]
