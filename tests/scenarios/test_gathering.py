"""The kind of gatherings: what code finds wrong in a group's talk, and what is made of it afterwards."""

import asyncio

import pytest

from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.conversation import Floor
from dramaturg.scenarios.dialogue import Dialogue, Ending, Side, Turn, dialogue_of
from dramaturg.scenarios.finding import Severity
from dramaturg.scenarios.kind import KINDS, kind_of
from dramaturg.scenarios.memory import Meeting, Memory, Takeaway, Wish
from dramaturg.scenarios.spec import Scenario
from society import briefs, company, scenario
from witnesses import Nobody

KIND = KINDS.get("gathering")
REMEMBERED = "With all the noise of the harbour crane nobody heard a word of it."
KNOWS = {
    "ravi": "the lower gate was oiled by the smith on Monday",
    "noa": "three geese have nested under the mill's wheel since spring",
    "kim": REMEMBERED,
}
WISH = Wish(situation="A miller wants to write to the board.", request="Write two lines to the board about the weir.")


def said(*turns: tuple[str, str]) -> Dialogue:
    """Return a talk among three, of whom Noa remembers a meeting with Kim."""
    sides = tuple(
        Side(
            role=name,
            about=f"somebody who is {name}",
            played_by="persona",
            persona=f"The persona of {name}.",
            goal=f"have the weir opened before the {name} fair begins on Sunday",
            knows=(KNOWS[name],),
            manner="plain",
            memories=(Memory(met=("kim",), remembers=REMEMBERED, stands={}),) if name == "noa" else (),
        )
        for name in KNOWS
    )
    return Dialogue(
        situation="By the weir.",
        sides=sides,
        turns=tuple(Turn(speaker=speaker, text=text, goal_met=True, to="everybody") for speaker, text in turns),
        ending=Ending.GOALS_MET,
        takeaways=(Takeaway(role="noa", remembers="It was about the weir.", stands={"kim": "well"}, wishes=(WISH,)),),
    )


def about(floor: Floor = Floor.FREE) -> Brief:
    return briefs(scenario(size=(3, 3)), 1)[0].model_copy(update={"conversation": company(floor, (3, 12))})


def found(dialogue: Dialogue, brief: Brief | None = None) -> set[tuple[str, str, Severity]]:
    evidence = asyncio.run(KIND.evidence(dialogue.model_dump(mode="json"), brief or about(), Nobody()))
    return {(f.source.removeprefix("verifier:"), f.where, f.severity) for f in evidence.findings}


CLEAN = (
    ("ravi", "Who has the key to the weir these days?"),
    ("kim", "It hangs in the mill, beside the door."),
    ("ravi", "Then I can fetch it after lunch."),
    ("noa", "Mind the third step, it's loose."),
)


def test_a_talk_in_any_order_is_clean() -> None:
    assert found(said(*CLEAN)) == set()


def test_by_turns_the_order_counts() -> None:
    assert ("alternation", "turn 2 kim", Severity.BLOCKING) in found(said(*CLEAN), about(Floor.TURNS))


@pytest.mark.parametrize(
    ("turns", "where"),
    [
        ((*CLEAN, ("noa", "And the fourth one squeaks.")), "turn 5 noa"),
        ((*CLEAN, ("tal", "May I come along?")), "turn 5 tal"),
        (CLEAN[:3], "turn 3 ravi"),
    ],
)
def test_who_speaks_out_of_turn_is_not_there_or_never_speaks_is_found(
    turns: tuple[tuple[str, str], ...], where: str
) -> None:
    assert {each for each in found(said(*turns)) if each[0] == "floor"} == {("floor", where, Severity.BLOCKING)}


def test_what_others_alone_know_is_a_leak_and_what_one_remembers_is_not() -> None:
    assert found(said(*CLEAN, ("ravi", REMEMBERED))) == {("goal_leak", "turn 5 ravi", Severity.MAJOR)}
    assert found(said(*CLEAN, ("kim", REMEMBERED))) == set()
    assert found(said(*CLEAN, ("ravi", "So it was."), ("noa", REMEMBERED))) == set()


def test_a_goal_in_the_words_of_its_card_is_found_in_groups_too() -> None:
    leak = ("kim", "I want to have the weir opened before the kim fair begins on Sunday.")
    assert ("goal_leak", "turn 5 kim", Severity.BLOCKING) in found(said(*CLEAN, leak))


def payload(*turns: tuple[str, str]) -> dict[str, object]:
    return said(*turns).model_dump(mode="json")


def test_one_member_is_trained_and_the_others_are_told_apart_by_their_names() -> None:
    form = KIND.chat(payload(*CLEAN, ("kim", "I'll hold the lamp.")), "noa")
    assert [(message.role, message.content) for message in form.messages] == [
        (
            "user",
            "Ravi: Who has the key to the weir these days?\nKim: It hangs in the mill, beside the door.\n"
            "Ravi: Then I can fetch it after lunch.",
        ),
        ("assistant", "Mind the third step, it's loose."),
        ("user", "Kim: I'll hold the lamp."),
    ]
    assert all(told in form.system for told in ("You are Noa", "- Kim, somebody who is kim", REMEMBERED))
    assert not any(secret in form.system for secret in KIND.secrets(payload(*CLEAN)))
    assert KNOWS["noa"] in form.system
    assert KNOWS["ravi"] not in form.system


def test_the_last_member_is_trained_unless_one_is_named_and_a_group_without_that_one_teaches_nothing() -> None:
    assert "You are Kim" in KIND.chat(payload(*CLEAN), None).system
    assert {message.role for message in KIND.chat(payload(*CLEAN), "tal").messages} == {"user"}


def test_what_came_up_is_told_with_the_persona_whose_it_is() -> None:
    (emerged,) = KIND.emerged(payload(*CLEAN))
    assert (emerged.name, emerged.persona) == ("Noa", "The persona of noa.")
    assert emerged.text == f"{WISH.situation}\n{WISH.request}"


def test_what_is_remembered_tells_by_persona_who_was_there() -> None:
    brief = about()
    kept = KIND.remembered(payload(*CLEAN), brief)
    assert isinstance(kept, Meeting)
    assert kept.people == dict(zip((person.id for person in brief.people), ("ravi", "noa", "kim"), strict=True))
    assert kept.takeaways == said().takeaways


def test_the_judge_reads_what_they_remember_and_take_away() -> None:
    told = KIND.backstage(payload(*CLEAN))
    assert told["card of kim"].startswith("Kim, somebody who is kim\nThe persona of kim.")
    assert REMEMBERED in told["noa remembers"]
    assert WISH.request in told["noa takes away"]
    assert "kim remembers" not in told


def test_talks_of_two_hold_nothing_that_only_groups_have() -> None:
    dialogue = said(*CLEAN)
    plain = dialogue.model_copy(
        update={
            "sides": tuple(side.model_copy(update={"memories": ()}) for side in dialogue.sides),
            "turns": tuple(turn.model_copy(update={"to": ""}) for turn in dialogue.turns),
            "takeaways": (),
        }
    ).model_dump(mode="json")
    assert set(plain) == {"situation", "sides", "turns", "ending"}
    assert set(plain["turns"][0]) == {"speaker", "text", "goal_met", "leaves"}
    assert "memories" not in plain["sides"][0]
    assert dialogue_of(dialogue.model_dump(mode="json")) == dialogue


def test_each_kind_of_talk_says_what_it_needs() -> None:
    people = {"conversation": {"roles": [{"name": name, "about": name} for name in ("one", "other")]}}
    with pytest.raises(UsageError, match="a gathering needs"):
        kind_of(Scenario.model_validate({"kind": "gathering", **people}))
    with pytest.raises(UsageError, match="of the kind `gathering`"):
        kind_of(scenario(kind="dialogue"))
