"""What the rehearsal writes for the kind `code` is right, and what is planted in it shows."""

import asyncio
import random
import re

import pytest

from dramaturg.personas.persona import Origin, Persona
from dramaturg.runtime.rehearsal.stage import TRUTH, perform
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.finding import Evidence, Severity
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.kinds.code import CodeDraft
from dramaturg.scenarios.kinds.code_rehearsal import templates
from dramaturg.scenarios.seed import seed_of
from sandboxed import fit
from witnesses import Nobody

EXAMPLE = re.compile(r"Example: `(.+)` returns `(.+)`\.$")
PERSONA = Persona(id="p", text="A harbour engineer who keeps a log of the pumps", origin=Origin.GIVEN)
SEED = seed_of("The strainer of the old pump had filled with weed again overnight.", "log.txt:1")


def written(number: int, rate: float) -> tuple[CodeDraft, list[str]]:
    """Have a draft written; return it with what was planted in it."""
    key = "0123456789ab"
    schema = {"type": "json_schema", "json_schema": {"name": "CodeDraft", "schema": CodeDraft.model_json_schema()}}
    request = {
        "model": f"rehearsal:plain,defects={rate}",
        "seed": number,
        "messages": [{"role": "user", "content": f"{PERSONA.text}\n{SEED.text}\n{key}"}],
        "response_format": schema,
    }
    done = perform(request)
    draft = CodeDraft.model_validate_json(done["choices"][0]["message"]["content"])
    return draft, done[TRUTH]["planted"]


def evidence(draft: CodeDraft) -> Evidence:
    brief = Brief(id="b", cell="all", index=0, persona=PERSONA, seed=SEED)
    return asyncio.run(KINDS.get("code").evidence(draft.model_dump(), brief, Nobody()))


def is_blocked(found: Evidence) -> bool:
    return any(finding.severity is Severity.BLOCKING for finding in found.findings)


def test_there_are_problems_of_every_topic_and_level() -> None:
    held = templates().values()
    assert len(held) >= 12
    assert {each.topic for each in held} == {"numbers", "text", "lists", "records"}
    assert {each.level for each in held} == {"easy", "medium", "hard"}


def test_clean_drafts_pass_and_their_examples_are_true() -> None:
    fit()
    seen: set[str] = set()
    for number in range(60):
        draft, planted = written(number, 0)
        kind = draft.entry.split("_")[0]
        if kind in seen:
            continue
        seen.add(kind)
        assert planted == []
        assert not evidence(draft).findings, draft
        space: dict[str, object] = {}
        exec(draft.solution, space)
        example = EXAMPLE.search(draft.problem)
        assert example, draft.problem
        assert eval(example[1], space) == eval(example[2])
    assert len(seen) >= 12


@pytest.mark.parametrize("planted", ["wrong operator", "tests that pass on an empty function", "syntax error"])
def test_what_is_planted_is_found(planted: str) -> None:
    fit()
    drafts = [draft for draft, truth in (written(number, 1) for number in range(40)) if truth == [planted]]
    some = random.Random(planted).sample(drafts, 4)
    assert all(is_blocked(evidence(draft)) for draft in some)
