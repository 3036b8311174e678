"""Runs of document questions: every variant has what it must have, and every chat format takes every row."""

from collections import Counter

import pytest

from dramaturg.graphs.directory import reader
from dramaturg.releases.canonical import rows
from dramaturg.releases.exporter import EXPORTERS, ExportOptions, Line
from dramaturg.scenarios.kinds.rag_qa import GroundedAnswer
from play import MakeRun, library_job, play


def test_a_run_gives_every_variant_and_what_each_must_have(run_directory: MakeRun) -> None:
    directory = run_directory("questions")
    scenario, seeds = library_job(
        "document_questions",
        quota={"control": "variant", "shares": {"single": 1, "multi_hop": 1, "unanswerable": 1, "long_context": 1}},
    )
    play(directory, scenario, seeds, 12)
    with reader(directory) as ledger:
        made = list(rows(ledger))
    assert Counter(row.controls["variant"] for row in made) == dict.fromkeys(
        ("single", "multi_hop", "unanswerable", "long_context"), 3
    )
    for row in made:
        answer = GroundedAnswer.model_validate(row.payload)
        shown = [each["text"] for each in row.payload["passages"]]
        assert answer.answerable is bool(answer.quotes) is (row.controls["variant"] != "unanswerable")
        assert all(" ".join(each.text.split()) in " ".join(shown[each.passage - 1].split()) for each in answer.quotes)
        assert row.simulated
        assert all(check.passed for check in row.checks)
        hops = {"multi_hop": 2, "long_context": 2}.get(row.controls["variant"], 1)
        assert len(row.payload["sources"]) == hops
        assert sum(check.name.startswith("needs passage ") for check in row.checks) == (hops if hops > 1 else 0)


@pytest.mark.parametrize("name", ["openai", "sharegpt", "trl"])
def test_chat_formats_take_every_row(name: str, run_directory: MakeRun) -> None:
    directory = run_directory(f"questions-{name}")
    scenario, seeds = library_job("document_questions")
    play(directory, scenario, seeds, 4)
    with reader(directory) as ledger:
        made = [EXPORTERS.get(name).render(row, ExportOptions()) for row in rows(ledger)]
    assert len(made) == 4
    assert all(isinstance(each, Line) and not each.repairs for each in made)
