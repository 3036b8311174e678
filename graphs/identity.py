"""A scenario's identity: everything that shapes the data, and nothing that does not."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..agents import (
    architect,
    assistant,
    critic,
    director,
    generator,
    judge,
    member,
    moderator,
    outliner,
    persona_to_persona,
    planner,
    polisher,
    recollector,
    reviewer,
    reviser,
    simulated_user,
    speaker,
    text_to_persona,
    tool_assistant,
    tool_player,
)
from ..runtime.errors import UsageError
from ..runtime.frozen import is_mapping
from ..runtime.identity import canonical, digest
from ..scenarios.kind import Form, Kind
from ..scenarios.seed import Seed
from ..scenarios.spec import Scenario

_EVERY = (critic, judge, persona_to_persona, planner, text_to_persona)

_BY_FORM = {
    Form.WHOLE: (*_EVERY, generator, reviser),
    Form.ACTED: (*_EVERY, architect, reviewer, simulated_user, tool_assistant),
    Form.TURNS: (*_EVERY, assistant, director, outliner, polisher, speaker),
    Form.GROUP: (*_EVERY, director, member, moderator, recollector),
}


def prompts(kind: Kind, *, plays_tools: bool = False) -> dict[str, str]:
    """Return agent → hash of its prompt, for all that act for this kind, and the hash of the kind's own task."""
    modules = (*_BY_FORM[kind.form], tool_player) if plays_tools else _BY_FORM[kind.form]
    acting = {module.__name__.rpartition(".")[2]: module.PROMPT.digest for module in modules}
    asked = {f"witness {each.witness}": each.prompt.digest for each in kind.questions}
    return dict(sorted((acting | asked).items())) | {f"kind {kind.name}": digest("task", kind.task)}


def content(scenario: Scenario, kind: Kind, seeds: Sequence[Seed]) -> dict[str, Any]:
    """Return what the identity is a hash of; a change shows as a difference here."""
    rubric = scenario.rubric or kind.rubric
    plays_tools = scenario.world is not None and not scenario.world.is_executed
    return {
        "scenario": scenario.content() | {"rubric": rubric.model_dump(mode="json")},
        "prompts": prompts(kind, plays_tools=plays_tools),
        "seeds": {"number": len(seeds), "digest": digest("seeds", [seed.id for seed in seeds])},
    }


def scenario_id(content_of_scenario: Mapping[str, Any]) -> str:
    """Return the identity."""
    return digest("scenario", content_of_scenario)


def refuse_change(before: Mapping[str, Any], now: Mapping[str, Any], directory: str) -> None:
    """Raise UsageError with the differences where a directory holds another scenario's run."""
    changes = _differences("", before, now)
    if changes:
        raise UsageError(
            f"{directory} holds a run of another scenario:\n" + "\n".join(f"  {change}" for change in changes[:12]),
            fix="undo these changes to go on with that run, or start a new one with `--out DIR`",
        )


def _differences(path: str, before: object, now: object) -> list[str]:
    if is_mapping(before) and is_mapping(now):
        keys = sorted({str(key) for key in (*before, *now)})
        return [
            line for key in keys for line in _differences(f"{path}.{key}".lstrip("."), before.get(key), now.get(key))
        ]
    return [] if canonical(before) == canonical(now) else [f"{path}: {_brief(before)} -> {_brief(now)}"]


def _brief(value: object) -> str:
    text = canonical(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
