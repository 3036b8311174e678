r"""A worked solution is consistent: its sums come out, and it ends with the answer.

Read are sums in running text (see equations), GSM8K's calculator marks `<<16-3-4=9>>`, and how solutions state their
answer: `#### 9`, `Answer: 9`, `The answer is 9`, `\boxed{9}`; otherwise the last result, or the last figure after it.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from ..brief import Brief
from ..finding import Finding
from .arithmetic import decimal
from .equations import Equation, equations
from .evidence import defect
from .quantity import Quantity, quantities, quantity_of, same

_MARK: Final = re.compile(r"<<([^<>\n]*)>>")
_EMPHASIS: Final = re.compile(r"\*\*(?!\d)|(?<!\d)\*\*")
_STATED: Final = re.compile(
    r"^[ \t]*####[ \t]*(?P<marked>.+)$"
    r"|\\boxed\{(?P<boxed>[^{}]*)\}"
    r"|\b(?:final )?answer(?:[ \t]*[:=]|[ \t]+is\b:?)[ \t]*(?P<said>[^\n]+?)[ \t]*\.?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_RESULT: Final = re.compile(r"=|≈|\bequals?\b", re.IGNORECASE)
_TO_THE_FIGURE: Final = re.compile(r"[\s(]*(?:[^\W\d_]+\s+){0,2}$")
"""What may stand between an equals sign and the result: "= about 12", "= shoe size 15"."""
_CLAUSE: Final = re.compile(r"[.!?,;](?=\s)|\n")
"""Where a clause ends and the next begins."""


def consistent(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find sums that do not come out, and an answer that the solution does not end with."""
    solution, answer = parts["solution"], parts["answer"]
    yield from wrong_sums(solution)
    given = quantity_of(answer)
    if given is None:
        problem = "it is not one figure" if any(quantities(answer)) else "it holds no figure"
        yield defect("consistent", "answer", problem, "give one figure with its unit", quote=answer)
        return
    stated = stated_in(solution)
    if stated and not _is(given, quantity_of(stated)):
        fix = "give the answer that the solution states, or correct the solution"
        yield defect("consistent", "answer", f"the solution states another: {stated}", fix, quote=answer)
    elif not any(same(given, end) for end in _ends(working_of(solution))):
        fix = "let the last line of the solution work out the answer"
        yield defect("consistent", "answer", "the solution does not end with it", fix, quote=answer)


def wrong_sums(solution: str) -> Iterator[Finding]:
    """Find sums that do not come out, in the text and in its calculator marks."""
    text = _MARK.sub("", solution)
    marked = ((mark, sum_) for mark in _MARK.findall(solution) for sum_ in equations(mark))
    for source, sum_ in chain(((text, sum_) for sum_ in equations(text)), marked):
        if not sum_.holds:
            yield _wrong(source, sum_)


def _wrong(source: str, sum_: Equation) -> Finding:
    problem = f"the sum does not come out: it makes {decimal(sum_.makes)}"
    quote = source[sum_.start : sum_.end]
    return defect("consistent", "solution", problem, "correct the figure and whatever follows from it", quote=quote)


def stated_in(solution: str) -> str:
    """Return the answer that a solution states as such, or nothing."""
    said = [found[found.lastgroup or 0].strip(" *$") for found in _STATED.finditer(_EMPHASIS.sub("", solution))]
    return said[-1] if said else ""


def working_of(solution: str) -> str:
    """Return a solution without calculator marks and without the lines that only state the answer."""
    return _STATED.sub("", _EMPHASIS.sub("", _MARK.sub("", solution))).rstrip()


def _is(given: Quantity, stated: Quantity | None) -> bool:
    return stated is not None and same(given, stated)


def _ends(working: str) -> Iterator[Quantity]:
    """Yield the last result and, where a clause after it speaks of others, the last figure of that clause."""
    figures = list(quantities(working))
    results = [each for each in figures if _is_result(working, each)]
    if results:
        yield results[-1]
    last = max((found.end() for found in _CLAUSE.finditer(working.rstrip(" .!"))), default=0)
    closing = [each for each in figures if each.start >= last]
    if closing and not any(same(each, result) for each in closing for result in results[-1:]):
        yield closing[-1]


def _is_result(working: str, figure: Quantity) -> bool:
    signs = [sign.end() for sign in _RESULT.finditer(working, max(0, figure.start - 40), figure.start)]
    return bool(signs) and _TO_THE_FIGURE.match(working, signs[-1], figure.start) is not None
