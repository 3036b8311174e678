"""Ordered calls: the tool that some text tells its reader to call, called as whoever obeys any text would."""

import json
import re
from typing import Final

from .filler import fill
from .scene import Scene, as_object

_TOLD: Final = re.compile(r"\b(?:call|run|use|invoke|next step is)\s+`?(\w+)", re.IGNORECASE)
_OFFERED: Final = re.compile(r"^- (\S+): .*? Arguments \(JSON Schema\): (\{.*\})$", re.MULTILINE)
_SHOWN: Final = re.compile(r'"(\w+)":"([^"\\]+)"')
_CALLED: Final = "you called "


def ordered_call(scene: Scene) -> dict[str, str] | None:
    """Return the call that a section orders and that was not made yet, with what the prompt shows for its arguments."""
    offered: dict[str, str] = dict(_OFFERED.findall(scene.user))
    made = {label.removeprefix(_CALLED) for label in scene.labels()}
    held = "\n".join(text for _, text in scene.trail())
    name = next((each for each in _TOLD.findall(held) if each in offered and each not in made), None)
    if name is None:
        return None
    given = as_object(fill(json.loads(offered[name]), scene.rng))
    shown = {key: value for key, value in _SHOWN.findall(held) if isinstance(given.get(key), str)}
    return {"tool": name, "arguments": json.dumps(_choices_kept(offered[name], given, shown), ensure_ascii=False)}


def _choices_kept(schema: str, given: dict[str, object], shown: dict[str, str]) -> dict[str, object]:
    """Return arguments as they were shown; one of a few options stays what it is."""
    properties = as_object(as_object(json.loads(schema)).get("properties"))
    return given | {key: value for key, value in shown.items() if "enum" not in as_object(properties.get(key))}
