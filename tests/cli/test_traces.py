"""`dramaturg traces`: what people and scripts see of a sample's story."""

import json

import pytest

from front_door import Said, dramaturg
from play import MakeRun
from short_play import MENDED, TICKETS, ids_by_outcome, short_play


@pytest.fixture
def show(run_directory: MakeRun, monkeypatch: pytest.MonkeyPatch) -> "Show":
    directory = run_directory("run")
    short_play(directory)
    return Show(monkeypatch, str(directory), ids_by_outcome(directory))


class Show:
    """Shows the samples of the short play."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, directory: str, ids: dict[str, str]) -> None:
        self.monkeypatch = monkeypatch
        self.directory = directory
        self.ids = ids

    def __call__(self, outcome: str, *options: str, columns: int = 80) -> str:
        said = self.said("show", self.directory, self.ids[outcome], *options, columns=columns)
        assert (said.code, said.err) == (0, "")
        return said.out

    def said(self, *arguments: str, columns: int = 80) -> Said:
        return dramaturg(self.monkeypatch, "traces", *arguments, columns=columns)


def first_missing(text: str, *pieces: str) -> str | None:
    """Return the first piece that does not come after the one before it; None where all come in their order."""
    place = 0
    for piece in pieces:
        place = text.find(piece, place) + 1
        if not place:
            return piece
    return None


def test_the_story_is_told_from_the_seed_to_the_verdict(show: Show) -> None:
    missing = first_missing(
        show("accepted"),
        "accepted  instruction", "simulated", "── seed ", "pier.txt:1 ──", "The ferry leaves at six.",
        "── persona ", "→ ", "the seed above", "── brief ", "plain (no ornaments)", "── plan ", "why ", "what ",
        "── round 0 ", "1 finding, weight 10", TICKETS["instruction"], "3 + 4 = 8 tickets",
        "blocking  verifier:arithmetic: the sum does not come out: it makes 7", "at   “3 + 4 = 8", "fix ",
        "── round 1 ", "no findings, gain +10, best", "→ corrected the sum", "instruction  as before",
        "3 + 4 = [-8-]{+7+} tickets", "── verdict ", "mean 4.25, needed 3.5", "helpfulness ", "── outcome ",
        "── calls ", "5 to rehearsal", "write/0 ", "judge ", "── steps ", "tokens in", "plan ", " ms → write ",
    )  # fmt: skip
    assert missing is None


@pytest.mark.parametrize("outcome", ["accepted", "near_duplicate", "judge", "write"])
@pytest.mark.parametrize("columns", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(show: Show, outcome: str, columns: int) -> None:
    lines = show(outcome, columns=columns).splitlines()
    assert max(map(len, lines)) <= min(columns, 100)
    assert [line for line in lines if line.startswith("── ") and len(line) != min(columns, 100)] == []


def test_markup_and_control_characters_of_texts_are_shown_and_not_obeyed(show: Show) -> None:
    assert "nobody [bold]argues[/bold] with the mate" in show("accepted")
    assert "as JSON �[31mtoday�[0m." in show("write")
    assert "\x1b" not in show("write", "--full") + show("accepted", "--full")


def test_colours_come_and_go_with_the_terminal(show: Show) -> None:
    show.monkeypatch.setenv("FORCE_COLOR", "1")
    show.monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[31m[-8-]\x1b[0m\x1b[32m{+7+}\x1b[0m" in show("accepted")
    show.monkeypatch.setenv("NO_COLOR", "1")
    assert "[-8-]{+7+}" in show("accepted")


def test_a_near_duplicate_is_told_with_the_text_of_its_neighbour(show: Show) -> None:
    told = show("near_duplicate")
    assert (
        first_missing(told, "── outcome ", "at near_duplicate ──", "rejected: same as", show.ids["accepted"][:12])
        is None
    )
    assert TICKETS["instruction"][:50] in told.rpartition("── outcome")[2]


def test_a_failed_brief_shows_why_and_what_the_model_said(show: Show) -> None:
    told = show("write")
    assert (
        first_missing(
            told, "failed: not_json", "could not be used", "asked again; could not be used", "reply at write/0: I"
        )
        is None
    )


def test_full_adds_every_prompt_and_reply(show: Show) -> None:
    short, full = show("accepted"), show("accepted", "--full")
    assert "── call judge " not in short
    assert first_missing(full, "── call plan ", "system", "user", "reply", "── call write/0 ", "── call judge ") is None


def test_without_an_id_the_first_accepted_sample_is_told(show: Show) -> None:
    said = show.said("show", show.directory)
    assert (said.code, said.out) == (0, show("accepted"))


def test_json_is_one_object_and_the_whole_story(show: Show) -> None:
    told = json.loads(show("accepted", "--json"))
    assert told["id"] == show.ids["accepted"]
    assert [part["text"] for part in told["rounds"][1]["parts"]] == list(MENDED.values())
    assert told["calls"][0]["step"] == "plan"
    assert "request" not in told["calls"][0]
    assert json.loads(show("accepted", "--json", "--full"))["calls"][0]["request"]


def test_a_list_has_a_line_per_sample(show: Show) -> None:
    said = show.said("list", show.directory)
    lines = said.out.splitlines()
    assert said.code == 0
    assert len([line for line in lines if line[3:15] in {found[:12] for found in show.ids.values()}]) == 4
    assert "rejected near_duplicate" in said.out
    assert "4 of 4" in lines
    assert max(map(len, lines[:5])) <= 80


def test_a_list_can_be_filtered_and_shortened(show: Show) -> None:
    listed = json.loads(show.said("list", show.directory, "--status", "rejected", "--limit", "1", "--json").out)
    assert listed["total"] == 2
    assert [one["id"] for one in listed["samples"]] == [show.ids["near_duplicate"]]
    listed = json.loads(show.said("list", show.directory, "--grep", "sourdough", "--json").out)
    assert [one["stage"] for one in listed["samples"]] == ["judge"]
    assert show.said("list", show.directory, "--stage", "verify").out == "no sample is like that\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "DIR", "zz"], 2, "no sample has an id that begins with 'zz'"),
        (["list", "DIR", "--status", "good"], 2, "no sample has the status 'good'"),
        (["list", "DIR", "--grep", "("], 2, "is no regular expression"),
        (["list", "DIR/nowhere"], 2, "there is no run"),
    ],
)
def test_an_error_names_the_fix(show: Show, arguments: list[str], code: int, message: str) -> None:
    given = [argument.replace("DIR", show.directory) for argument in arguments]
    said = show.said(*given)
    assert (said.code, said.out) == (code, "")
    assert message in " ".join(said.err.split())
    assert "fix:" in said.err
    assert "Traceback" not in said.err
    in_json = json.loads(show.said(*given, "--json").out)["error"]
    assert (in_json["code"], bool(in_json["fix"])) == (code, True)
