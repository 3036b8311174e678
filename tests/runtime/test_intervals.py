"""Wilson's interval against published values."""

import pytest

from dramaturg.runtime.intervals import wilson


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"), [(0, 88, 0.0, 0.0418), (10, 100, 0.0552, 0.1744), (5, 5, 0.5655, 1.0)]
)
def test_wilson_intervals(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
