"""Finding values in what calls show and users report."""

from typing import Any

import pytest

from dramaturg.scenarios.errands import Step
from dramaturg.scenarios.errands.learning import at, learned

RESULT = {
    "owner": {"name": "Ana", "pins": [4, 7]},
    "free": {"V1": "2026-03-01, 8 to 12", "V2": "2026-03-02, 8 to 12"},
    "parts": {"P1": {"name": "filter", "price": "3.90"}, "P2": {"name": "Adapter", "price": "9.90"}},
    "rows": [{"id": 1, "town": "Graz"}, {"id": 2, "town": "Linz"}],
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("owner.name", "Ana"),
        ("owner.pins.1", 7),
        ("owner.pins.9", None),
        ("owner.nothing.more", None),
        ("free[={day}, {hours}].@", "V2"),
        ("parts[name=adapter].@", "P2"),
        ("parts[name=adapter].price", "9.90"),
        ("rows[town={town}].id", 2),
        ("rows[town=Wien].id", None),
        ("rows.-1.town", "Linz"),
    ],
)
def test_paths_lead_to_values(path: str, expected: object) -> None:
    known = {"day": "2026-03-02", "hours": "8 to 12", "town": "Linz"}
    assert at(RESULT, path, known) == expected


def test_a_later_value_of_a_step_can_rest_on_an_earlier_one() -> None:
    step = Step("find", {}, learns={"town": "rows.0.town", "id": "rows[town={town}].id"})
    assert learned(step, RESULT, {}) == {"town": "Graz", "id": 1}


def test_functions_see_result_and_what_is_known() -> None:
    def both(result: Any, known: Any) -> str:
        return f"{result['owner']['name']} {known['day']}"

    assert learned(Step("find", {}, learns={"x": both}), RESULT, {"day": "today"}) == {"x": "Ana today"}


def test_what_users_report_is_read_by_pattern() -> None:
    step = Step("look", {}, actor="user", asks="Please look.", learns={"light": r"light is (\w+)", "beep": r"beeps"})
    assert learned(step, "Done. The light is red.", {}) == {"light": "red", "beep": None}


def test_a_path_that_needs_what_is_not_known_says_what() -> None:
    with pytest.raises(KeyError) as found:
        at(RESULT, "free[={day}, {hours}].@", {"hours": "8 to 12"})
    assert found.value.args == ("day",)
