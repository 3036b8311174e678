"""The cast of one brief: every agent that may act in it, with the kind and the cap on revisions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from ..agents.architect import Architect, architect
from ..agents.assistant import assistant
from ..agents.critic import Critic, critic
from ..agents.director import Director, director
from ..agents.generator import Generator, generator
from ..agents.judge import Judge, judge
from ..agents.member import Member, member
from ..agents.moderator import Moderator, moderator
from ..agents.outliner import Outliner, outliner
from ..agents.planner import Planner, planner
from ..agents.polisher import Polisher, polisher
from ..agents.recollector import Recollector, recollector
from ..agents.reviewer import Reviewer, reviewer
from ..agents.reviser import Reviser, reviser
from ..agents.simulated_user import SimulatedUser, simulated_user
from ..agents.speaker import Voice, speaker
from ..agents.tool_assistant import ToolAssistant, tool_assistant
from ..runtime.chat import Models
from ..runtime.journal import Account
from ..runtime.sandbox import Sandbox
from ..scenarios.kind import Kind
from ..scenarios.rubric import Rubric
from ..scenarios.witness import Witnesses
from .hearing import Hearing
from .history import Earlier
from .playground import Playground


@dataclass(frozen=True)
class Cast:
    """Who acts. Which of them do is up to the form of the kind."""

    kind: Kind
    planner: Planner
    generator: Generator
    reviser: Reviser
    director: Director
    outliner: Outliner
    voices: Mapping[str, Voice]
    """Who plays a role (`persona`, `assistant`) → its voice."""
    polisher: Polisher
    member: Member
    moderator: Moderator
    recollector: Recollector
    architect: Architect
    reviewer: Reviewer
    simulated_user: SimulatedUser
    tool_assistant: ToolAssistant
    playground: Playground
    hearing: Callable[[int], Witnesses]
    """Round → whom its verifiers can question."""
    critic: Critic
    judge: Judge
    revisions: int
    earlier: Sequence[Earlier]
    """What earlier waves have left to build on."""

    @classmethod
    def of(
        cls,
        models: Models,
        account: Account,
        kind: Kind,
        rubric: Rubric,
        revisions: int,
        playground: Playground,
        sandbox: Sandbox,
        earlier: Sequence[Earlier],
    ) -> Self:
        """Return the agents that work for one account."""
        return cls(
            kind=kind,
            planner=planner(models, account, kind),
            generator=generator(models, account, kind),
            reviser=reviser(models, account, kind),
            director=director(models, account, kind),
            outliner=outliner(models, account),
            voices={"persona": speaker(models, account), "assistant": assistant(models, account)},
            polisher=polisher(models, account),
            member=member(models, account),
            moderator=moderator(models, account),
            recollector=recollector(models, account),
            architect=architect(models, account),
            reviewer=reviewer(models, account),
            simulated_user=simulated_user(models, account),
            tool_assistant=tool_assistant(models, account),
            playground=playground,
            hearing=lambda round_number: Hearing(models, sandbox, account, round_number),
            critic=critic(models, account, kind),
            judge=judge(models, account, kind, rubric),
            revisions=revisions,
            earlier=earlier,
        )
