"""What the critic is shown of a seed: the subject of most kinds, and only the occasion of what is acted out."""

from dramaturg.agents import critic
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.setting import Setting
from rehearse import brief_of

SEED = "The kiln has a crack, and the glaze runs."


def prompt(setting: Setting | None, kind: str) -> str:
    brief = brief_of(1, "A potter.", SEED).model_copy(update={"setting": setting})
    parts = {"turn 1 user": "Hello.", "turn 2 assistant": "Good day."}
    return critic.PROMPT.render("b", "critique/0", task=KINDS.get(kind).task, brief=brief, parts=parts)[1].content


def test_the_critic_of_what_is_acted_out_is_not_shown_the_seed() -> None:
    shown = prompt(Setting(world="shop", seed=1, size=4), "trajectory")
    assert SEED not in shown
    assert "subject" not in shown
    assert "A potter." in shown


def test_others_are_shown_it_as_what_the_subject_is_taken_from() -> None:
    lines = prompt(None, "dialogue").splitlines()
    place = lines.index("A text that the subject is taken from; its sentences must not be repeated:")
    assert lines[place - 1] == ""
    assert lines[place + 2] == SEED
    assert lines[place + 4] == ""
    assert lines[place + 5].startswith(("It must be so:", "The draft has these parts:"))
