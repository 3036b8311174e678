"""On real texts as seeds: the counts add up, and every row leads back to its line of the file."""

from dramaturg.graphs.report import Ending
from foreign_run import assert_traceable, counted, rows_of, run_on_self_instruct
from human_texts import SELF_INSTRUCT, foreign
from play import MakeRun

WANTED = 20


def test_every_row_on_real_seeds_leads_to_its_text(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    report = run_on_self_instruct(directory, WANTED)
    assert (report.ending, report.counts.accepted) == (Ending.DONE, WANTED)
    assert report.counts.adds_up
    rows = rows_of(directory)
    assert len({row["id"] for row in rows}) == WANTED
    lines = foreign(SELF_INSTRUCT).read_text(encoding="utf-8").splitlines()
    for row in rows:
        assert_traceable(row, lines)
    origins = counted(directory, "SELECT origin, count(*) FROM personas GROUP BY origin")
    assert origins["text"] > 0
    assert origins["relation"] > 0
