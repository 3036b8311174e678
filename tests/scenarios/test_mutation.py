"""Mutants differ from their module in one thing that counts, and are the same each time."""

import ast

import pytest

from changed_code import Small, small_functions
from dramaturg.scenarios.mutation import Mutant, mutants

SOURCE = '''
"""About shelves."""

LIMIT = 3


def heights(rows: list[int], limit: int = LIMIT) -> list[int]:
    """Return what fits, 1 by 1."""
    kept = []
    for place in range(len(rows)):
        if rows[place] < limit and not rows[place] == 7:
            kept.append(rows[place] * 2)
        elif rows[place] > 100:
            raise ValueError("more than 100")
    kept.sort()
    return kept[:limit]


if __name__ == "__main__":
    print(heights([1, 2]))
'''


def made(source: str, most: int = 100, seed: str = "seed") -> tuple[Mutant, ...]:
    return mutants(source, most, seed)


@pytest.mark.parametrize(
    "change",
    [
        "`<` becomes `<=` in `rows[place] < limit`",
        "`>` becomes `>=` in `rows[place] > 100`",
        "`*` becomes `//` in `rows[place] * 2`",
        "`and` becomes `or`",
        "`not` left out of `not rows[place] == 7`",
        "`7` becomes `8`",
        "`3` becomes `2`",
        "the condition `rows[place] > 100` is negated",
        "the branch under `if rows[place] > 100` does nothing",
        "`return kept[:limit]` returns None",
        "`range(len(rows))` goes one further",
        "the upper bound of `[:limit]` is one more",
        "`kept.sort()` is left out",
    ],
)
def test_every_operator_makes_its_change(change: str) -> None:
    assert change in {mutant.change for mutant in made(SOURCE)}


def test_what_no_test_looks_at_is_left_alone() -> None:
    whole = made(SOURCE)
    assert all('"""' in each.source and "1 by 1" in each.source for each in whole)
    assert all("more than 100" in each.source for each in whole if "does nothing" not in each.change)
    assert all("print(heights([1, 2]))" in each.source for each in whole)


def test_lines_are_those_of_the_text() -> None:
    lines = SOURCE.splitlines()
    by_change = {each.change: each.line for each in made(SOURCE)}
    assert "< limit" in lines[by_change["`<` becomes `<=` in `rows[place] < limit`"] - 1]


@pytest.mark.parametrize("small", small_functions(), ids=lambda small: small.entry)
def test_mutants_compile_and_differ_from_the_module_and_each_other(small: Small) -> None:
    whole = made(small.solution)
    texts = {ast.unparse(ast.parse(each.source)) for each in whole}
    assert len(texts) == len(whole) >= 4
    assert ast.unparse(ast.parse(small.solution)) not in texts
    for each in whole:
        compile(each.source, "solution.py", "exec")


def test_the_same_seed_gives_the_same_mutants_and_another_one_others() -> None:
    assert made(SOURCE, 6, "a") == made(SOURCE, 6, "a")
    assert made(SOURCE, 6, "a") != made(SOURCE, 6, "b")
    assert len(made(SOURCE, 6)) == 6


def test_few_mutants_are_of_many_operators() -> None:
    assert len({each.operator for each in made(SOURCE, 8)}) == 8


def test_changes_that_compile_to_the_same_are_no_mutants() -> None:
    ends_anyway = "def f(rows):\n    for row in rows:\n        row.sort()\n        continue\n"
    assert [each.operator for each in made(ends_anyway)] == ["deletion"]
    assert made("def f(row):\n    return None\n") == ()


def test_a_text_that_is_no_python_is_refused() -> None:
    for text in ("def f(:\n", "x = '\0'", "(" * 5000 + ")" * 5000):
        with pytest.raises(SyntaxError):
            made(text)
