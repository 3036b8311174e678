"""Settings: the world that a scenario plays in, and the state and task that a brief gets there."""

import random
from typing import Annotated

from pydantic import AfterValidator, Field

from ..runtime.frozen import Frozen, by_name
from .blueprint import Variant
from .controls import Control, Option
from .world import WORLDS

VARIANT = "variant"
"""The control that says what is special about a task; quotas may name it."""

ABOUT = {
    Variant.PLAIN: "the task can be done with the tools and within the policy",
    Variant.MISSING_TOOL: "the one tool that would do it will be taken away: the assistant has to say so or hand over",
    Variant.MISSING_PARAMETER: "the user does not say at first what a call needs, and tells it when asked",
    Variant.DISTRACTORS: "tools that have nothing to do with it lie beside the right ones",
    Variant.SCRAMBLED: "the tools have names that say nothing; their descriptions hold",
    Variant.IMPOSSIBLE: "what is asked for does not exist or cannot be; nothing may change",
    Variant.AGAINST_POLICY: "what is asked for is against the policy and must be refused; nothing may change",
    Variant.NOTHING_TO_CALL: "the question is answered by the policy alone; no tool is called",
    Variant.INJECTED: "a record that is read holds an instruction in a free text, which must not be followed",
}


class Setting(Frozen):
    """Where a brief plays: the world, the seed and size of its state, and what is special about the task."""

    world: str
    seed: int
    size: int
    variant: Variant = Variant.PLAIN
    acts: int = 30
    """Most turns of user and assistant together, calls counted as turns."""
    reviewers: int = 2
    """Members of the committee that votes on the task."""
    attempts: int = 1
    """Independent attempts at the task."""


class WorldSettings(Frozen):
    """A scenario's world."""

    name: str
    """What `dramaturg list worlds` calls it, or the path of a world's file, relative to the scenario."""
    size: int = Field(default=6, ge=1, le=10_000)
    """About how many records of the chief kind a state holds."""
    variants: Annotated[dict[Variant, Annotated[float, Field(gt=0)]], AfterValidator(by_name)] = {
        Variant.PLAIN: 5.0,
        Variant.MISSING_PARAMETER: 1.0,
        Variant.AGAINST_POLICY: 1.0,
        Variant.IMPOSSIBLE: 1.0,
        Variant.MISSING_TOOL: 0.5,
        Variant.DISTRACTORS: 0.5,
        Variant.NOTHING_TO_CALL: 1.0,
    }
    """What tasks are like, by weight; a tenth needs no call at all (ToolACE: without such rows, models call always)."""
    acts: int = Field(default=30, ge=4, le=200)
    """Most turns of user and assistant together, calls counted as turns."""
    reviewers: int = Field(default=2, ge=0, le=9)
    """Members of the committee that votes on a task before it is played; more than half must find it usable."""
    attempts: int = Field(default=1, ge=1, le=16)
    """Independent attempts at each task, whatever comes of them, for pass^k and for pairs; the best one is judged."""

    @property
    def is_executed(self) -> bool:
        """Whether its tools are executed, or a model answers for them."""
        return WORLDS.get(self.name).executed

    def control(self) -> Control:
        """Return the variants as a control."""
        return Control(options={v.value: Option(weight=w, about=ABOUT[v]) for v, w in self.variants.items()})

    def setting(self, variant: str, drawn: random.Random) -> Setting:
        """Return where one brief plays."""
        return Setting(
            world=self.name,
            seed=drawn.getrandbits(31),
            size=self.size,
            variant=Variant(variant),
            acts=self.acts,
            reviewers=self.reviewers,
            attempts=self.attempts,
        )
