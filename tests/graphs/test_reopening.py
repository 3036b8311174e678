"""Failed briefs can be reopened by class; they are asked anew, and what is there stays."""

import pytest

from dramaturg.graphs.reopening import reopen
from dramaturg.runtime.errors import ContentFault
from play import MakeRun, Spectator, library_job, one_number, play, settled_order


@pytest.mark.parametrize("fault", [None, ContentFault.REFUSAL])
def test_reopened_briefs_are_asked_anew_and_the_rest_stays(run_directory: MakeRun, fault: ContentFault | None) -> None:
    directory = run_directory("run")
    watched = Spectator()
    job = library_job(models="rehearsal:sloppy")
    play(directory, *job, 30, spectator=watched)
    chosen = frozenset(ContentFault) if fault is None else frozenset({fault})
    failed = {s.brief.id for s in watched.samples if s.status == "failed" and s.fault in chosen}
    assert failed
    paid = one_number(directory, "SELECT count(*) FROM calls")
    others = [entry for entry in settled_order(directory) if entry[2] != "failed"]
    assert reopen(directory, chosen) == len(failed)
    again = Spectator()
    play(directory, *job, 34, spectator=again)
    assert [entry for entry in settled_order(directory) if entry[2] != "failed"][: len(others)] == others
    assert failed <= {sample.brief.id for sample in again.samples}
    assert one_number(directory, "SELECT count(*) FROM calls") > paid
    assert one_number(directory, "SELECT count(*) FROM calls WHERE step LIKE '%~1'") > 0
