"""The sloppy manner: a good reply as careless models deliver it."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from ..frozen import is_list, is_mapping
from .scene import Scene

HABIT: Final = 0.45
"""How many replies have something wrong with their wrapping."""

RELAPSE: Final = 0.02
"""The same for a reply that was asked for again."""

LENIENT: Final = 0.5
"""How many replies with scores have only top scores."""


class Wrapped(NamedTuple):
    """A reply's text as sent, and how it ended."""

    text: str
    finish_reason: str = "stop"
    refused: bool = False


def blur(lines: Mapping[str, Any], scene: Scene) -> dict[str, Any]:
    """Return the lines with lenient scores, and now and then scores that are no numbers."""
    drawn = scene.rng.random()
    if scene.repairing:
        return dict(lines)
    if drawn < LENIENT:
        return _marked(lines, scene, "lenient_scores", lambda score: 5)
    if drawn < LENIENT + 0.1:
        return _marked(lines, scene, "scores_out_of_ten", lambda score: f"{min(10, score * 2 - 1)}/10")
    return dict(lines)


def _marked(lines: Mapping[str, Any], scene: Scene, name: str, change: Callable[[int], object]) -> dict[str, Any]:
    changed = _scores_changed(lines, change)
    if changed != lines:
        scene.slip(name)
    return {str(key): value for key, value in changed.items()} if is_mapping(changed) else dict(lines)


def _scores_changed(node: object, change: Callable[[int], object]) -> object:
    if is_list(node):
        return [_scores_changed(item, change) for item in node]
    if not is_mapping(node):
        return node
    return {
        key: change(value) if key in ("score", "rating") and isinstance(value, int) else _scores_changed(value, change)
        for key, value in node.items()
    }


def wrap(lines: Mapping[str, Any], scene: Scene) -> Wrapped:
    """Return the reply's text, wrapped as a careless model would."""
    text = json.dumps(lines, ensure_ascii=False)
    if not scene.chance(RELAPSE if scene.repairing else HABIT):
        return Wrapped(text)
    names = list(_HABITS)
    name = scene.rng.choices(names, [_HABITS[each][0] for each in names])[0]
    scene.slip(name)
    return _HABITS[name][1](text, scene)


def _code_fence(text: str, scene: Scene) -> Wrapped:
    return Wrapped(f"```json\n{text}\n```")


def _preamble(text: str, scene: Scene) -> Wrapped:
    opening = scene.rng.choice(("Sure, here is the JSON:", "Here's what I came up with:", "Certainly! Here you go:"))
    return Wrapped(f"{opening}\n\n{text}")


def _afterword(text: str, scene: Scene) -> Wrapped:
    closing = scene.rng.choice(("Let me know if you want changes.", "I hope this is what you were looking for!"))
    return Wrapped(f"{text}\n\n{closing}")


def _trailing_comma(text: str, scene: Scene) -> Wrapped:
    return Wrapped(f"{text[:-1]},}}")


def _extra_keys(text: str, scene: Scene) -> Wrapped:
    extra = scene.rng.choice(('"confidence": 0.97', '"notes": "Done with care."', '"status": "ok"'))
    return Wrapped(f"{text[:-1]}, {extra}}}")


def _verbose(text: str, scene: Scene) -> Wrapped:
    musing = (
        "Let me think about this step by step. First I looked at what is wanted, then at the material, and "
        "then I weighed several ways to put it. After going over it twice I am happy with the following."
    )
    return Wrapped(f"{musing}\n\n```\n{text}\n```\n\nIn short, the object above has everything that was asked for.")


def _cut_off(text: str, scene: Scene) -> Wrapped:
    return Wrapped(text[: max(1, int(len(text) * scene.rng.uniform(0.3, 0.9)))], "length")


def _refusal(text: str, scene: Scene) -> Wrapped:
    return Wrapped("I'm sorry, but I can't help with that request.", refused=scene.chance(0.5))


def _no_json(text: str, scene: Scene) -> Wrapped:
    return Wrapped("Could you tell me a little more about what you need before I begin?")


_HABITS: Final[dict[str, tuple[float, Callable[[str, Scene], Wrapped]]]] = {
    "code_fence": (9, _code_fence),
    "preamble": (8, _preamble),
    "afterword": (6, _afterword),
    "trailing_comma": (6, _trailing_comma),
    "extra_keys": (6, _extra_keys),
    "verbose": (4, _verbose),
    "cut_off": (3, _cut_off),
    "refusal": (1.5, _refusal),
    "no_json": (1.5, _no_json),
}
"""What can be wrong with a wrapping: weight (in percent of all replies) and how it is done."""
