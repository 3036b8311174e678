"""What is told in the second person, as it is said in the first."""

from dramaturg.scenarios.errands.spoken import first_person, goal_in

WISH = 'You want to write "Can you come? Your friend; see you." to your sister. Ask when it is sent.'


def test_what_is_quoted_is_said_as_it_stands() -> None:
    assert goal_in(WISH).first == (
        'I want to write "Can you come? Your friend; see you." to my sister.',
        "Could you tell me when it is sent?",
    )
    assert first_person('Your title is "You and your dog".') == 'My title is "You and your dog".'


def test_open_values_survive() -> None:
    said = goal_in("You want to move EUR {amount} to {target}. If that cannot be done, you want to know the balance.")
    assert said.first == ("I want to move EUR {amount} to {target}.",)
    assert said.if_refused == ("Could you tell me the balance?",)


def test_a_second_thing_is_kept_apart() -> None:
    said = goal_in("You want tea. And there is a second thing. You want cake.")
    assert (said.first, said.second) == (("I want tea.",), ("I want cake.",))
