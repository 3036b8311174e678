"""Tool-use trajectories in a world, proven by replaying them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...runtime.errors import UsageError
from ...runtime.frozen import Reply
from ...runtime.identity import canonical
from ..blueprint import Variant
from ..brief import Brief
from ..chat_form import ChatForm
from ..finding import Evidence, Finding
from ..kind import Form, Kind, kind
from ..ladder.climb import RUNGS, climb
from ..rubric import Criterion, Rubric
from ..spec import Scenario
from ..trajectory import Act, Called, Trajectory, trajectory_of
from ..trajectory_chat import for_assistant, for_user, untold
from ..witness import Witnesses
from ..world import WORLDS


@kind
class ToolUse(Kind):
    """A user, an assistant and a world."""

    name = "trajectory"
    about = "a user and an assistant with tools in a world, proven by replay"
    proven_by = "every call replayed in a fresh world to the same results and end state; manners are judged"
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    form = Form.ACTED
    payload: type[Reply] = Trajectory
    rubric = Rubric(
        criteria=(
            Criterion(name="user_fidelity", question="Does the user keep to who they are, to their goal and facts?"),
            Criterion(name="helpfulness", question="Does the assistant solve or settle the matter without detours?"),
            Criterion(
                name="honesty", question="Does the assistant say only what its tools showed, and keep to the policy?"
            ),
            Criterion(name="natural", question="Do both talk as people and good services do?"),
        )
    )
    verifiers = tuple(rung.find for rung in RUNGS)

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind: a part is an act, words and calls."""
        acts = trajectory_of(payload).acts
        return {f"turn {place} {act.actor}": shown(act) for place, act in enumerate(acts, 1)}

    def voice(self, part: str) -> str:
        """See Kind."""
        return part.split(" ", 2)[-1]

    def gist(self, payload: Mapping[str, Any]) -> str:
        """See Kind: two trajectories are alike when their tasks are."""
        blueprint = trajectory_of(payload).blueprint
        return "\n".join((blueprint.goal, *(f"{call.tool} {call.arguments}" for call in blueprint.calls)))

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """See Kind: the ladder, rung by rung."""
        return await climb(trajectory_of(payload))

    def beside(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind: what the calls of an act changed."""
        acts = trajectory_of(payload).acts
        told = {f"turn {place} {act.actor}": changed(act) for place, act in enumerate(acts, 1)}
        return {part: text for part, text in told.items() if text}

    def backstage(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind: the task and its solution."""
        blueprint = trajectory_of(payload).blueprint
        solution = "\n".join(f"{call.actor}: {call.tool} {call.arguments}" for call in blueprint.calls)
        return {"goal": blueprint.goal, "knowledge": "\n".join(blueprint.known), "solution": solution or "no call"}

    def secrets(self, payload: Mapping[str, Any]) -> tuple[str, ...]:
        """See Kind: what the user wanted, as long as they have not said it themselves."""
        return untold(trajectory_of(payload))

    def learner(self, payload: Mapping[str, Any], trained: str | None) -> str:
        """See Kind."""
        return trained or "assistant"

    def faulted(self, findings: Iterable[Finding]) -> frozenset[str]:
        """See Kind: a user who makes things up is to blame for all that follows; the rest is the assistant's doing."""
        sources = {finding.source for finding in findings}
        return frozenset({"user"} if "verifier:user" in sources else {"assistant"} if sources else ())

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: the assistant is trained, by default; a user is trained on their words alone."""
        if trained not in (None, "assistant", "user"):
            raise UsageError(f"there is no side {trained!r} in these trajectories", fix="name assistant or user")
        trajectory = trajectory_of(payload)
        return for_user(trajectory) if trained == "user" else for_assistant(trajectory)

    def checkable(self, scenario: Scenario) -> tuple[str, ...]:
        """See Kind: nothing of it is asked for in words."""
        return ()

    def objection(self, scenario: Scenario) -> str | None:
        """See Kind."""
        if scenario.world is None:
            return "a trajectory needs `world:` (see `shop_trajectories` in the library, and `dramaturg list worlds`)"
        world = WORLDS.get(scenario.world.name)
        world.check()
        if not world.executed and Variant.INJECTED in scenario.world.variants:
            return f"world.variants: a model answers for the tools of {world.name}, and is shown no injected order"
        return "a trajectory has no conversation; leave it out" if scenario.conversation else None


def shown(act: Act) -> str:
    """Return an act as people and judges read it: its calls with what came of each, then its words."""
    lines = [line for call in act.calls for line in (_sent(call), _came(call))]
    return "\n".join([*lines, act.text] if act.text else lines)


def _sent(call: Called) -> str:
    return f"→ {call.tool} {call.unreadable or canonical(call.arguments)}"


def _came(call: Called) -> str:
    return f"← {call.result.error or canonical(call.result.value)}"


def changed(act: Act) -> str:
    """Return what the calls of an act changed in the world, a line for each place."""
    signs = {"added": "+", "removed": "-", "changed": "~"}
    return "\n".join(
        f"{signs[each.change]} {each.path}: " + " → ".join(map(canonical, filter(_is_there, (each.before, each.after))))
        for call in act.calls
        for each in call.changes
    )


def _is_there(value: object) -> bool:
    return value is not None
