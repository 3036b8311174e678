"""What a part gets to see: the request, and nothing else."""

import hashlib
import json
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..frozen import is_list, is_mapping
from ..prompt import KEY_LENGTH, NOTICE
from .manner import Manner, manner_of

REPAIR_OPENS: Final = "That reply cannot be used"
"""How the request to repair a reply begins (`chat.REPAIR`)."""

SCHEMA_FOLLOWS: Final = "It must fit this JSON Schema:\n"
"""What precedes the schema in a prompt where the endpoint takes none (`structured.schema_notice`)."""

_BEFORE_KEY: Final = NOTICE.partition("{key}")[0]
_KEY: Final = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")


class Scene:
    """One request, read.

    Args:
        request: an OpenAI-shaped chat request.
    """

    def __init__(self, request: Mapping[str, Any]) -> None:
        self.request = request
        self.messages = _messages(request)
        self.manner: Manner = manner_of(str(request.get("model", "")))
        self.rng = random.Random(fingerprint(request, self.messages))
        self.system = "\n\n".join(text for role, text in self.messages if role in ("system", "developer"))
        self.repairing = _is_repair(self.messages)
        self.schema = _schema(request, self.system)
        self.title = _title(request, self.schema)
        self.planted: list[str] = []
        self.slips: list[str] = []
        self.user, self._sections = _split(_asked(self.messages), _fence_key(self.system))

    def section(self, label: str) -> str:
        """Return the text of the first section with this label, or nothing."""
        return next((text for name, text in self._sections if name == label), "")

    def sections(self, label: str) -> list[str]:
        """Return the texts of all sections with this label, in order."""
        return [text for name, text in self._sections if name == label]

    def trail(self) -> list[tuple[str, str]]:
        """Return all sections, label and text, in order."""
        return list(self._sections)

    def labels(self) -> list[str]:
        """Return the labels of all sections, in order, each once."""
        return list(dict.fromkeys(name for name, _ in self._sections))

    def chance(self, rate: float) -> bool:
        """Return true at this rate."""
        return self.rng.random() < rate

    def plant(self, name: str) -> None:
        """Record, where no agent reads it, that the reply holds this defect."""
        self.planted.append(name)

    def slip(self, name: str) -> None:
        """Record in the same place that the reply is careless in this way."""
        self.slips.append(name)


def fingerprint(request: Mapping[str, Any], messages: Sequence[tuple[str, str]]) -> int:
    """Return what the random stream of a reply starts from: all of a request that shapes its content."""
    shaping = [
        request.get("model"),
        request.get("seed"),
        messages,
        request.get("response_format"),
        request.get("tools"),
        request.get("tool_choice"),
    ]
    text = json.dumps(shaping, sort_keys=True, separators=(",", ":"), default=str)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def as_object(value: object) -> dict[str, Any]:
    """Return a foreign value as a JSON object: an empty one where it is none."""
    return {str(key): each for key, each in value.items()} if is_mapping(value) else {}


def _messages(request: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed = request.get("messages")
    found = listed if is_list(listed) else []
    return [(str(m.get("role", "")), _text(m.get("content"))) for m in found if is_mapping(m)]


def _text(content: object) -> str:
    """Return a message's text, which may come as a list of typed parts."""
    if isinstance(content, str):
        return content
    if not is_list(content):
        return ""
    return "\n".join(str(part["text"]) for part in content if is_mapping(part) and "text" in part)


def _is_repair(messages: Sequence[tuple[str, str]]) -> bool:
    return bool(messages) and messages[-1][0] == "user" and messages[-1][1].startswith(REPAIR_OPENS)


def _asked(messages: Sequence[tuple[str, str]]) -> str:
    """Return the users' words without a request to repair, and without what the assistant said."""
    return "\n\n".join(t for role, t in messages if role == "user" and not t.startswith(REPAIR_OPENS))


def _fence_key(system: str) -> str:
    """Return the key of this call's sections as the system message tells it; nothing else is believed."""
    start = system.rfind(_BEFORE_KEY)
    found = _KEY.match(system, start + len(_BEFORE_KEY)) if start >= 0 else None
    return found.group() if found else ""


def _split(text: str, key: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the text outside of sections, and the sections as label and text."""
    if not key:
        return text, []
    outside: list[str] = []
    sections: list[tuple[str, str]] = []
    pieces = text.split(f" {key}>>>")
    for opening, body in zip(pieces[::2], pieces[1::2], strict=False):
        before, _, label = opening.rpartition("<<<")
        outside.append(before)
        sections.append((label, body.rpartition("<<<end ")[0].removeprefix("\n").removesuffix("\n")))
    if len(pieces) % 2:
        outside.append(pieces[-1])
    return "".join(outside), sections


def _schema(request: Mapping[str, Any], system: str) -> Mapping[str, Any] | None:
    form = request.get("response_format")
    if is_mapping(form) and is_mapping(named := form.get("json_schema")):
        return as_object(named.get("schema"))
    _, told, rest = system.rpartition(SCHEMA_FOLLOWS)
    return _leading_object(rest) if told else None


def _leading_object(text: str) -> Mapping[str, Any] | None:
    try:
        found: object = json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        return None
    return as_object(found) if is_mapping(found) else None


def _title(request: Mapping[str, Any], schema: Mapping[str, Any] | None) -> str:
    if schema and "title" in schema:
        return str(schema["title"])
    form = request.get("response_format")
    named = form.get("json_schema") if is_mapping(form) else None
    return str(named.get("name", "")) if is_mapping(named) else ""
