"""A run's record: what explains its samples besides themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..graphs.identity import scenario_id
from ..graphs.store import read_personas
from ..personas.graph import PersonaGraph
from ..runtime.errors import RunDirectoryError
from ..runtime.ledger import Reader
from ..scenarios.kind import Kind, named_kind
from ..scenarios.rubric import Rubric
from ..scenarios.seed import Seed
from ..scenarios.spec import Scenario


@dataclass(frozen=True)
class Record:
    """Scenario, kind, prompts and the persona graph of one run; the graph is empty until it is frozen."""

    scenario: Scenario
    scenario_id: str
    kind: Kind
    rubric: Rubric
    prompts: Mapping[str, str]
    """Agent, or kind, → hash of its prompt."""
    graph: PersonaGraph
    is_grown: bool


def read_record(ledger: Reader) -> Record:
    """Return the record of the run that `ledger` holds.

    Raises:
        RunDirectoryError: the run never got as far as its scenario.
        UsageError: its kind is not installed here.
    """
    scenario, content, seeds = (_fact(ledger, key) for key in ("scenario", "content", "seeds"))
    made = Scenario.model_validate(scenario)
    kind = named_kind(made)
    return Record(
        scenario=made,
        scenario_id=scenario_id(content),
        kind=kind,
        rubric=made.rubric or kind.rubric,
        prompts=content["prompts"],
        graph=read_personas(ledger, [Seed.model_validate(seed) for seed in seeds]),
        is_grown=ledger.get("personas_frozen") is not None,
    )


def _fact(ledger: Reader, key: str) -> Any:
    found = ledger.get(key)
    if found is None:
        raise RunDirectoryError(
            f"{ledger.path.parent} holds a run that never started",
            fix="start it with `dramaturg run SCENARIO --out DIR`",
        )
    return found
