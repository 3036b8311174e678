"""A run to 200 accepted samples on the 175 real Self-Instruct texts as seeds, with the rehearsal model.

The rates of rehearsal critics and judges are simulated; what is proven is that nothing vanishes and that every row
leads to its text.
"""

import time

from dramaturg.graphs.report import Ending
from foreign_run import assert_traceable, counted, rows_of, run_on_self_instruct
from human_texts import SELF_INSTRUCT, foreign
from play import MakeRun

WANTED = 200
TEXTS = 175


def test_two_hundred_samples_on_real_texts(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    started = time.monotonic()
    report = run_on_self_instruct(directory, WANTED)
    seconds = time.monotonic() - started
    now = report.counts
    assert (report.ending, now.accepted, now.pending) == (Ending.DONE, WANTED, 0)
    assert now.adds_up

    lines = foreign(SELF_INSTRUCT).read_text(encoding="utf-8").splitlines()
    rows = rows_of(directory)
    assert (len(lines), len({row["id"] for row in rows})) == (TEXTS, WANTED)
    for row in rows:
        assert_traceable(row, lines)

    turned_down = "SELECT status || ' at ' || stage, count(*) FROM briefs WHERE stage IS NOT NULL GROUP BY 1"
    ties = "SELECT tie, count(*) FROM personas GROUP BY tie ORDER BY 2 DESC"
    refused = "SELECT stage, count(*) FROM persona_rejections GROUP BY stage"
    used = {row["seed"]["id"] for row in rows}
    print(f"\nSelf-Instruct, {TEXTS} texts as seeds, rehearsal model (rates of critics and judges are simulated)")
    print(f"  issued {now.issued} = accepted {now.accepted} + rejected {now.rejected} + failed {now.failed}", end="")
    print(f" + surplus {now.surplus} + pending {now.pending}")
    print(f"  {dict(counted(directory, turned_down))}")
    print(
        f"  personas {now.personas}: {dict(counted(directory, ties))}; turned away {dict(counted(directory, refused))}"
    )
    print(f"  rows traced to their line {len(rows)}, on {len(used)} different texts")
    print(f"  {seconds:.1f} s, {now.calls} calls, {now.tokens_in} tokens in, {now.tokens_out} out")
