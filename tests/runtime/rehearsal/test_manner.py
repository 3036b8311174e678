"""A rehearsal model's name tells its manner, and nothing is guessed."""

import pytest

from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.rehearsal.manner import Manner, manner_of


@pytest.mark.parametrize(
    ("name", "manner"),
    [
        ("rehearsal", Manner()),
        ("rehearsal:sloppy", Manner(conduct="sloppy")),
        ("rehearsal:obedient", Manner(conduct="obedient")),
        ("rehearsal:defects=0", Manner(defects=0)),
        ("rehearsal:sloppy,defects=0.4", Manner(conduct="sloppy", defects=0.4)),
        ("rehearsal:defects=1, plain", Manner(conduct="plain", defects=1)),
    ],
)
def test_names_are_read(name: str, manner: Manner) -> None:
    assert manner_of(name) == manner


@pytest.mark.parametrize(
    "name",
    [
        "gpt-5-mini",
        "rehearsal:",
        "rehearsal:polite",
        "rehearsal:sloppy,obedient",
        "rehearsal:sloppy=1",
        "rehearsal:defects",
        "rehearsal:defects=2",
        "rehearsal:defects=some",
        "rehearsal:defects=0,defects=1",
    ],
)
def test_an_unknown_name_is_refused_with_the_manners(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        manner_of(name)
    assert name in refused.value.what
    assert "rehearsal:sloppy" in refused.value.fix
    assert "defects=" in refused.value.fix
