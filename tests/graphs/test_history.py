"""History: accepted samples of closed waves of one's own cell, in brief order, whatever order they settled in."""

from collections.abc import Mapping
from typing import Any

from dramaturg.agents.judge import Verdict
from dramaturg.graphs.history import History
from dramaturg.graphs.sample import Sample, Status
from dramaturg.runtime.frozen import Frozen, Reply
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.chat_form import ChatForm
from dramaturg.scenarios.draft import Draft, Round
from dramaturg.scenarios.kind import KINDS, Kind
from dramaturg.scenarios.rubric import Criterion, Rubric
from society import briefs, scenario


class Kept(Frozen):
    text: str


class Remembering(Kind):
    """A kind whose samples are remembered by their text, if they have any."""

    name = about = proven_by = task = "notes"
    payload: type[Reply] = Reply
    rubric = Rubric(criteria=(Criterion(name="one", question="Is it?"),))
    verifiers = ()

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        return {"text": payload["text"]}

    def gist(self, payload: Mapping[str, Any]) -> str:
        return payload["text"]

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        return ChatForm(messages=())

    def remembered(self, payload: Mapping[str, Any], brief: Brief) -> Kept | None:
        return Kept(text=payload["text"]) if payload["text"] else None


def sample(index: int, status: Status = Status.ACCEPTED, cell: str = "all", text: str = "so") -> Sample:
    brief = briefs(scenario(), 1)[0].model_copy(update={"id": f"{cell}{index}", "index": index, "cell": cell})
    verdict = Verdict(scores={"one": 3, "two": 4}, reasons={}, objection=None)
    held = Round(draft=Draft(round=0, payload={"text": text}))
    return Sample(brief=brief, status=status, rounds=(held,), verdict=verdict)


def before(history: History, index: int, cell: str = "all") -> list[int]:
    return [earlier.index for earlier in history.before(cell, index)]


def test_only_closed_waves_are_read() -> None:
    history = History(Remembering(), 3, [sample(index) for index in range(7)])
    assert [before(history, index) for index in (0, 2, 3, 5, 6)] == [[], [], [0, 1, 2], [0, 1, 2], [0, 1, 2, 3, 4, 5]]


def test_samples_stand_in_brief_order_however_they_were_settled() -> None:
    history = History(Remembering(), 3, [sample(4), sample(1)])
    history.add(sample(0))
    assert before(history, 6) == [0, 1, 4]


def test_what_was_not_accepted_or_has_nothing_to_remember_is_left_out() -> None:
    held = [sample(0, Status.REJECTED), sample(1, Status.FAILED), sample(2, text=""), sample(3)]
    assert before(History(Remembering(), 2, held), 8) == [3]


def test_cells_are_apart() -> None:
    history = History(Remembering(), 1, [sample(0), sample(0, cell="other"), sample(1, cell="other")])
    assert (before(history, 5), before(history, 5, "other"), before(history, 5, "third")) == ([0], [0, 1], [])


def test_without_waves_nothing_is_kept() -> None:
    history = History(Remembering(), None, [sample(0)])
    assert (before(history, 9), history.wave_of(9)) == ([], 0)


def test_what_is_kept_tells_how_it_was_judged() -> None:
    (earlier,) = History(Remembering(), 1, [sample(0)]).before("all", 1)
    assert (earlier.brief_id, earlier.score, earlier.kept) == ("all0", 3.5, Kept(text="so"))


def test_a_kind_that_remembers_nothing_costs_nothing() -> None:
    assert before(History(KINDS.get("instruction"), 1, [sample(0)]), 4) == []
