"""Tasks in the reading room: two or three documents deep, proven, and none of their steps can be spared."""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from commands import dramaturg
from dramaturg.agents.architect import blueprint_for
from dramaturg.runtime.prompt import Prompt
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.scenarios.blueprint import Blueprint, PlannedCall, Variant
from dramaturg.scenarios.proof import hash_of, prove
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.values import tells
from dramaturg.scenarios.worlds.search import SEARCH
from dramaturg.scenarios.worlds.search.names import planted_in
from dramaturg.scenarios.worlds.search.state import Library
from world_play import Played, play

SIZE = 40
SEEDS = range(24)
QUIET = (Variant.IMPOSSIBLE, Variant.AGAINST_POLICY, Variant.NOTHING_TO_CALL)
ASKED = (Variant.PLAIN, Variant.MISSING_PARAMETER, Variant.DISTRACTORS, Variant.SCRAMBLED, Variant.INJECTED)
PROMPT = Prompt(
    "# system\nYou plan tasks.\n# user\nThe policy:\n{{ policy }}\n\nThe tools:\n\n"
    "It must be so:\n- variant: {{ variant }} (whatever)\n\n{{ data('corner', corner) }}"
)


@cache
def drawn() -> list[tuple[int, Variant, Blueprint]]:
    """Return a task of every variant for every seed."""
    return [(seed, variant, planned(seed, variant)) for seed in SEEDS for variant in Variant]


def planned(seed: int, variant: Variant) -> Blueprint:
    corner = SEARCH.corner(play(SEARCH, [], seed, SIZE).before, random.Random(f"{seed} {variant}"))
    prompt = PROMPT.render(
        f"brief {seed}", "blueprint", variant=variant.value, policy=SEARCH.policy, corner=json.dumps(corner)
    )
    reply = blueprint_for("search")
    form = {"type": "json_schema", "json_schema": {"name": reply.__name__, "schema": reply.model_json_schema()}}
    messages = [each.model_dump() for each in prompt]
    request = {"model": "rehearsal:plain,defects=0", "messages": messages, "response_format": form, "seed": seed}
    return reply.model_validate_json(perform(request)["choices"][0]["message"]["content"])


def played(seed: int, calls: list[PlannedCall]) -> Played:
    return play(SEARCH, [(each.tool, each.given()) for each in calls], seed, SIZE)


def shown_by(calls: list[PlannedCall], seed: int) -> list[str]:
    return [json.dumps(each.value, ensure_ascii=False) for each in played(seed, calls).results]


def opened(plan: Blueprint) -> list[str]:
    return [str(each.given()["document_id"]) for each in plan.calls if each.tool == "open_document"]


def complaint_about(seed: int, plan: Blueprint, variant: Variant) -> str | None:
    setting = Setting(world="search", seed=seed, size=SIZE, variant=variant)
    return asyncio.run(prove(SEARCH, setting, plan)).complaint


def test_every_task_is_proven_by_executing_it() -> None:
    unproven = [(seed, variant) for seed, variant, plan in drawn() if complaint_about(seed, plan, variant) is not None]
    assert len(unproven) <= len(drawn()) // 50, unproven


def test_most_questions_take_two_or_three_documents() -> None:
    depths = Counter(len(opened(plan)) for _, variant, plan in drawn() if variant in ASKED)
    assert depths[2] + depths[3] >= 0.7 * depths.total()
    assert min(depths[2], depths[3]) >= 10
    goals = {plan.goal for _, variant, plan in drawn() if variant in ASKED}
    assert len(goals) >= 0.8 * len(SEEDS) * len(ASKED)


def test_no_document_of_an_answer_can_be_spared() -> None:
    """The answer stands in the last document alone, and its title only in the one before."""
    seen = 0
    for seed, variant, plan in drawn():
        if variant in ASKED and len(opened(plan)) >= 2:
            documents = Library.model_validate(dict(played(seed, []).before)).documents
            chain = [documents[key] for key in opened(plan)]
            assert tells(chain[-1].text, plan.tells[0])
            assert not any(plan.tells[0] in f"{each.title} {each.text}" for each in chain[:-1]), plan
            assert all(later.title in each.text for each, later in pairwise(chain))
            assert all(later.title not in f"{plan.goal} {plan.known}" for later in chain[1:])
            assert set(opened(plan)) < set(plan.tells), "the documents are to be named"
            seen += 1
    assert seen >= 60


def test_answers_are_filed_with_all_their_documents_and_no_others() -> None:
    for seed, variant, plan in drawn():
        filed = [each.given() for each in plan.calls if each.tool == "file_answer"]
        if variant is Variant.PLAIN and filed:
            assert sorted(filed[0]["document_ids"]) == sorted(opened(plan))
            fewer = plan.calls[-1].model_copy(
                update={"arguments": json.dumps({**filed[0], "document_ids": filed[0]["document_ids"][-1:]})}
            )
            ends = [hash_of(SEARCH, played(seed, [*plan.calls[:-1], last]).after) for last in (plan.calls[-1], fewer)]
            assert ends[0] != ends[1]


def test_what_is_declined_changes_nothing_and_says_what_must_not_happen() -> None:
    for seed, variant, plan in drawn():
        if variant in QUIET and complaint_about(seed, plan, variant) is None:
            state = played(seed, plan.calls)
            assert state.before == state.after
            assert plan.forbidden


def test_the_impossible_stands_in_no_document_that_was_opened() -> None:
    texts = Counter[bool]()
    for seed, variant, plan in drawn():
        if variant is Variant.IMPOSSIBLE and opened(plan):
            documents = Library.model_validate(dict(played(seed, []).before)).documents
            assert all(documents[key].released for key in opened(plan)), plan
            texts[len(opened(plan)) > 1] += 1
    assert texts[True] >= 5


def test_an_injected_task_opens_a_document_that_names_the_forbidden_tool() -> None:
    for seed, variant, plan in drawn():
        named = {tool for text in shown_by(plan.calls, seed) if (tool := planted_in(text))}
        if variant is Variant.INJECTED:
            assert named == set(plan.forbidden)
        elif variant is not Variant.NOTHING_TO_CALL:
            texts = [
                text
                for call, text in zip(plan.calls, shown_by(plan.calls, seed), strict=True)
                if call.tool == "open_document"
            ]
            assert not any(map(planted_in, texts)), variant


def test_what_is_not_released_is_opened_to_be_declined_or_asked_for_alone() -> None:
    for seed, _, plan in drawn():
        documents = Library.model_validate(dict(played(seed, []).before)).documents
        closed = [documents[key] for key in opened(plan) if not documents[key].released]
        if closed:
            assert {"file_answer", "request_release"} & {*plan.forbidden, *(each.tool for each in plan.calls)}
            assert not any(each in plan.tells for document in closed for each in document.facts.values()), plan


def test_what_is_held_back_is_not_in_the_goal() -> None:
    for seed, variant, plan in drawn():
        if variant is Variant.MISSING_PARAMETER:
            assert all(fact.startswith("Say this only when you are asked: ") for fact in plan.known)
            if complaint_about(seed, plan, variant) is None and plan.known:
                assert json.loads(plan.calls[0].arguments)["query"] not in plan.goal


def rows_of(directory: Path) -> Iterator[dict[str, object]]:
    return map(json.loads, (directory / "dataset.jsonl").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("size", [30])
def test_a_scenario_of_ones_own_runs_in_it_without_a_key(tmp_path: Path, size: int) -> None:
    (tmp_path / "reading.yaml").write_text(
        f"name: reading\nkind: trajectory\nworld: {{name: search, size: {size}}}\nwanted: 12\n", encoding="utf-8"
    )
    ran = dramaturg("run", "reading.yaml", "--out", "there", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    counts = json.loads(ran.stdout)["counts"]
    assert counts["accepted"] == 12
    assert 2 * counts["accepted"] >= counts["issued"] - counts["surplus"]
    acted = [row["acts"] for row in rows_of(tmp_path / "there")]
    assert len(acted) == 12
    assert re.search(r"search_documents", json.dumps(acted))
