"""The floor of a group: who speaks next, and when a talk is over; whatever they say, it ends and everybody is heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaturg.runtime.identity import stream
from dramaturg.scenarios.conversation import Conversation, Floor
from dramaturg.scenarios.dialogue import Ending, Turn
from dramaturg.scenarios.floor import able_to_speak, closing_from, ending_of_group, is_last_word, next_member
from society import company, talk

THREE = company()


def speaks_next(marks: str, to: tuple[str, ...] = (), conversation: Conversation = THREE) -> str:
    return next_member(conversation, talk(marks, to), stream("draw", len(marks))).name


def test_the_first_member_opens() -> None:
    assert speaks_next("") == "ravi"


def test_who_is_spoken_to_speaks_next() -> None:
    assert speaks_next("r.n.", ("everybody", "ravi")) == "ravi"
    assert speaks_next("r.n.", ("everybody", "kim")) == "kim"


def test_else_it_is_who_has_said_least_by_a_draw_among_equals() -> None:
    assert speaks_next("r.n.r.n.") == "kim"
    drawn = {next_member(THREE, talk("r."), stream(place)).name for place in range(30)}
    assert drawn == {"noa", "kim"}


def test_nobody_answers_themselves() -> None:
    assert speaks_next("r.n.", ("everybody", "noa")) != "noa"
    assert {role.name for role in able_to_speak(THREE, talk("r.n."))} == {"ravi", "kim"}


def test_two_who_speak_to_each_other_do_not_leave_the_third_out_for_good() -> None:
    to = ("noa", "ravi", "noa", "ravi", "noa", "ravi")
    assert speaks_next("r.n.r.n.r.", to) == "noa"
    assert speaks_next("r.n.r.n.r.n.", to) == "kim"


def test_by_turns_they_speak_in_their_order() -> None:
    by_turns = company(Floor.TURNS, (6, 15))
    assert [speaks_next("r.n.k."[: 2 * said], conversation=by_turns) for said in range(4)] == [
        "ravi",
        "noa",
        "kim",
        "ravi",
    ]


@pytest.mark.parametrize(
    ("marks", "ending"),
    [
        ("", None),
        ("r.n.k.", None),
        ("r.n.k.r.n.k.", None),
        ("rgngkg", None),
        ("r.n.k.rgngkg", Ending.GOALS_MET),
        ("r.n.kgr.rgng", Ending.GOALS_MET),
        ("r.n.kgrgn.", None),
        ("r.n.kl", None),
        ("r.n.klr.", None),
        ("r.n.klr.n.", Ending.LEAVE_TAKING),
        ("r.n.klrlnl", Ending.LEAVE_TAKING),
    ],
)
def test_a_talk_ends_on_goals_met_or_once_all_have_answered_a_leave_taking(marks: str, ending: Ending | None) -> None:
    assert ending_of_group(THREE, talk(marks)) is ending


def test_the_last_lap_before_the_cap_is_a_last_word_for_everybody() -> None:
    said = talk("r.n.k." * 4 + "r.")
    assert closing_from(THREE, said[:12]) is None
    assert [closing_from(THREE, said), is_last_word(THREE, said)] == [13, True]
    assert ending_of_group(THREE, (*said, *talk("n.k."))) is None
    assert ending_of_group(THREE, (*said, *talk("n.k.r."))) is Ending.CAP
    assert ending_of_group(THREE, (*said, *talk("n.k.rl"))) is Ending.LEAVE_TAKING


def test_who_has_said_a_last_word_says_no_more() -> None:
    assert [role.name for role in able_to_speak(THREE, talk("r.n.klr."))] == ["noa"]


MOODS = st.tuples(
    st.sampled_from(["everybody", "ravi", "noa", "kim", "tal"]), st.booleans(), st.sampled_from([False] * 9 + [True])
)


@given(
    floor=st.sampled_from([Floor.FREE, Floor.MODERATOR, Floor.TURNS]),
    people=st.integers(2, 4),
    least=st.integers(2, 8),
    moods=st.lists(MOODS, min_size=24, max_size=24),
)
def test_every_talk_ends_within_its_cap_and_everybody_is_heard(
    floor: Floor, people: int, least: int, moods: list[tuple[str, bool, bool]]
) -> None:
    talked = company(floor, (least, 12), people)
    turns: tuple[Turn, ...] = ()
    for to, goal_met, leaves in moods:
        if ending_of_group(talked, turns) is not None:
            break
        role = next_member(talked, turns, stream(len(turns)))
        assert not turns or role.name != turns[-1].speaker
        turns = (*turns, Turn(speaker=role.name, text="Well.", to=to, goal_met=goal_met, leaves=leaves))
    assert ending_of_group(talked, turns) is not None
    assert len(turns) <= talked.cap
    assert {turn.speaker for turn in turns} == {role.name for role in talked.roles}
