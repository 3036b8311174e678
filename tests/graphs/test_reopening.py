"""Failed briefs can be reopened by class; they are asked anew, and what is there stays."""

import pytest

from dramaturg.graphs.reopening import reopen
from dramaturg.runtime.errors import ContentFault
from play import MakeJob, MakeRun, Spectator, one_number, play, settled_order
from refusals import Refusing


@pytest.mark.parametrize("fault", [None, ContentFault.REFUSAL])
def test_reopened_briefs_are_asked_anew_and_the_rest_stays(
    run_directory: MakeRun, job: MakeJob, fault: ContentFault | None
) -> None:
    directory = run_directory("run")
    watched = Spectator()
    part = Spectator(stop_after=30, samples=watched.samples)
    play(directory, *job(), 40, concurrency=2, spectator=part, senders=Refusing)
    chosen = frozenset(ContentFault) if fault is None else frozenset({fault})
    failed = {s.brief.id for s in watched.samples if s.status == "failed" and s.fault in chosen}
    assert failed
    paid = one_number(directory, "SELECT count(*) FROM calls")
    others = [entry for entry in settled_order(directory) if entry[2] != "failed"]
    assert reopen(directory, chosen) == len(failed)
    again = Spectator()
    play(directory, *job(), 40, spectator=again, senders=Refusing)
    assert [entry for entry in settled_order(directory) if entry[2] != "failed"][: len(others)] == others
    assert failed <= {sample.brief.id for sample in again.samples}
    assert one_number(directory, "SELECT count(*) FROM calls") > paid
    assert one_number(directory, "SELECT count(*) FROM calls WHERE step LIKE '%~1'") > 0


def test_briefs_of_a_full_cell_stay_as_they_are(run_directory: MakeRun, job: MakeJob) -> None:
    directory = run_directory("run")
    play(directory, *job(), 25, senders=Refusing)
    before = settled_order(directory)
    assert any(status == "failed" for *_, status in before)
    assert reopen(directory, frozenset(ContentFault)) == 0
    assert settled_order(directory) == before
