"""Finding samples by outcome and by what they say."""

import pytest
from sqlalchemy import text

from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.ledger import Insert, Ledger, briefs
from dramaturg.scenarios.spec import Quota
from dramaturg.traces.held import PAGE, read_held
from dramaturg.traces.listing import Filter, Listing, listing
from play import MakeRun, library_job, play, settled_order
from short_play import BREAD, TICKETS, ids_by_outcome, opened, short_play

ALL = Filter()


def found(run_directory: MakeRun, wanted: Filter = ALL, limit: int | None = None) -> Listing:
    directory = run_directory("run")
    if not directory.exists():
        short_play(directory)
    with opened(directory) as ledger:
        return listing(ledger, wanted, limit)


def test_all_samples_come_in_the_order_of_settlement(run_directory: MakeRun) -> None:
    listed = found(run_directory)
    order = settled_order(run_directory("run"))
    assert [(one.cell, one.index, one.status) for one in listed.samples] == order
    assert listed.total == 4


@pytest.mark.parametrize(
    ("wanted", "outcomes"),
    [
        ({"status": "accepted"}, ["accepted"]),
        ({"status": "rejected"}, ["near_duplicate", "judge"]),
        ({"stage": "judge"}, ["judge"]),
        ({"status": "failed", "stage": "write"}, ["write"]),
        ({"status": "accepted", "stage": "judge"}, []),
        ({"stage": "verify"}, []),
        ({"cell": "all", "status": "accepted"}, ["accepted"]),
        ({"pattern": "SOURDOUGH"}, ["judge"]),
        ({"pattern": r"3 \+ 4 = 8"}, ["accepted"]),
        ({"pattern": "below its minimum"}, ["judge"]),
        ({"pattern": "[Tt]ickets", "status": "rejected"}, ["near_duplicate"]),
        ({"pattern": "zeppelin"}, []),
    ],
)
def test_a_filter_lets_through_what_meets_all_of_it(
    run_directory: MakeRun, wanted: dict[str, str], outcomes: list[str]
) -> None:
    listed = found(run_directory, Filter.model_validate(wanted))
    ids = ids_by_outcome(run_directory("run"))
    assert [one.id for one in listed.samples] == [ids[outcome] for outcome in outcomes]
    assert listed.total == len(outcomes)


@pytest.mark.parametrize("wanted", [{}, {"pattern": "."}])
def test_a_limit_shortens_the_list_and_not_the_total(run_directory: MakeRun, wanted: dict[str, str]) -> None:
    listed = found(run_directory, Filter.model_validate(wanted), 3)
    assert (len(listed.samples), listed.total) == (3, 4)


def test_a_line_says_what_it_is_about(run_directory: MakeRun) -> None:
    by_outcome = {one.stage or one.status: one for one in found(run_directory).samples}
    assert by_outcome["accepted"].text == TICKETS["instruction"]
    assert (by_outcome["accepted"].rounds, by_outcome["accepted"].score) == (2, 4.25)
    assert by_outcome["judge"].text == BREAD["instruction"]
    assert (by_outcome["write"].text, by_outcome["write"].score) == ("", None)
    assert (by_outcome["write"].reason or "").startswith("not_json")


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"status": "good"}, "no sample has the status 'good'"),
        ({"stage": "nowhere"}, "no sample has the stage 'nowhere'"),
        ({"cell": "novice"}, "no sample has the cell 'novice'"),
        ({"pattern": "("}, "is no regular expression"),
    ],
)
def test_a_filter_that_can_never_match_is_an_error(
    run_directory: MakeRun, wanted: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        found(run_directory, Filter.model_validate(wanted))


def test_cells_are_told_apart(run_directory: MakeRun) -> None:
    directory = run_directory("quotas")
    quota = Quota(control="style", shares={"plain": 1, "formal": 1})
    play(directory, *library_job(quota=quota.model_dump()), 4)
    with opened(directory) as ledger:
        listed = listing(ledger, Filter(cell="formal", status="accepted")).samples
    assert [one.cell for one in listed] == ["formal", "formal"]


def test_reading_page_by_page_misses_nothing_and_repeats_nothing(run_directory: MakeRun) -> None:
    directory = run_directory("run")
    short_play(directory)
    number = 2 * PAGE + 1
    copies = text(
        "WITH RECURSIVE n(i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM n WHERE i < :last) "
        "SELECT printf('%s-%d', id, i) AS id, cell, i AS 'index', status, stage, reason, i AS place, brief "
        "FROM briefs, n WHERE place = 1"
    )
    with Ledger.open(directory / "ledger.sqlite") as ledger:
        rows = [dict(row) for row in ledger.read(copies.bindparams(last=number))]
        ledger.commit_now(Insert(briefs, rows))
        indexes = [sample.brief.index for sample in read_held(ledger)]
        assert len(indexes) == number
        ledger.commit_now(briefs.delete().where(briefs.c.place > 4))
