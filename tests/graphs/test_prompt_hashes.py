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
    hashes = [hashed for kind in KINDS.all() for hashed in prompts(KINDS.get(kind)).values()]
    assert len(set(hashes)) == len({name for kind in KINDS.all() for name in prompts(KINDS.get(kind))})
