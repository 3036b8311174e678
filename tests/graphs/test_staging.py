"""A staged conversation: an outline of turns before the first is spoken, an editor's pass after the last."""

import re
from pathlib import Path
from typing import Any

from dialogue_play import Interrupted, Reply, one
from dramaturg.graphs.sample import Sample
from play import MakeRun, library_job


def staged(directory: Path, endpoint: Interrupted) -> Sample:
    conversation = library_job("persona_dialogue")[0].conversation
    assert conversation is not None
    return one(directory, endpoint, conversation=conversation.model_copy(update={"staged": True}))


def edited(change: Reply) -> Reply:
    """Let an editor change every text so."""

    def edit(_: str, said: Any) -> Any:
        return {"texts": [change("", text) for text in said["texts"]]}

    return edit


def texts(sample: Sample) -> list[str]:
    return [turn["text"] for turn in sample.rounds[0].draft.payload["turns"]]


def test_an_outline_with_points_for_nobody_is_asked_for_again(run_directory: MakeRun) -> None:
    def misnamed(_: str, made: Any) -> Any:
        return {"points": [point | {"role": point["role"].title()} for point in made["points"]]}

    endpoint = Interrupted("Outline", misnamed)
    sample = staged(run_directory("run"), endpoint)
    assert endpoint.changed == 1
    assert all(side["points"] for side in sample.rounds[0].draft.payload["sides"])


def test_an_outline_that_leaves_a_side_without_points_is_asked_for_again(run_directory: MakeRun) -> None:
    endpoint = Interrupted("Outline", lambda _, made: {"points": made["points"][:1]})
    sample = staged(run_directory("run"), endpoint)
    assert all(side["points"] for side in sample.rounds[0].draft.payload["sides"])


def test_a_frame_without_a_card_for_a_side_is_asked_for_again(run_directory: MakeRun) -> None:
    endpoint = Interrupted("Frame", lambda _, made: made | {"cards": made["cards"][:1]})
    sample = staged(run_directory("run"), endpoint)
    assert [side["role"] for side in sample.rounds[0].draft.payload["sides"]] == ["first", "second"]


def test_an_editor_changes_words(run_directory: MakeRun) -> None:
    wordy = Interrupted("Polish", edited(lambda _, text: f"Well now. {text}"))
    assert all(text.startswith("Well now. ") for text in texts(staged(run_directory("run"), wordy)))


def test_an_editor_changes_no_figure_and_empties_no_turn(run_directory: MakeRun) -> None:
    plain = texts(staged(run_directory("plain"), Interrupted("Polish", edited(lambda _, text: text))))
    assert any(re.search(r"\d", text) for text in plain)
    figures = Interrupted("Polish", edited(lambda _, text: re.sub(r"\d", "8", text) + " That makes 88."))
    assert texts(staged(run_directory("figures"), figures)) == plain
    assert texts(staged(run_directory("empty"), Interrupted("Polish", edited(lambda _, text: " ")))) == plain
