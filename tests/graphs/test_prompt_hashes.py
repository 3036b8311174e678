"""A scenario's identity holds the prompt of every agent that acts for its kind, and of no other."""

import pytest

from dramaturg.graphs.identity import prompts
from dramaturg.scenarios.kind import KINDS

EVERY = {"critic", "judge", "persona_to_persona", "planner", "text_to_persona"}


@pytest.mark.parametrize(
    ("kind", "acting"),
    [
        ("instruction", {"generator", "reviser"}),
        ("dialogue", {"assistant", "director", "outliner", "polisher", "speaker"}),
        ("gathering", {"director", "member", "moderator", "recollector"}),
        ("trajectory", {"architect", "reviewer", "simulated_user", "tool_assistant"}),
    ],
)
def test_every_agent_that_acts_is_part_of_it(kind: str, acting: set[str]) -> None:
    assert set(prompts(KINDS.get(kind))) == EVERY | acting | {f"kind {kind}"}


def test_prompts_are_told_apart() -> None:
    """Witnesses alone may share one: they differ in what they are shown."""
    every = {name: hashed for kind in KINDS.all() for name, hashed in prompts(KINDS.get(kind)).items()}
    apart = {name: hashed for name, hashed in every.items() if not name.startswith("witness ")}
    assert len(set(apart.values())) == len(apart) > len(KINDS.all())
    assert not set(apart.values()) & {hashed for name, hashed in every.items() if name not in apart}
