"""GSM8K's worked solutions as chains of sums, recomputed by plain arithmetic. No code is shared with the verifiers."""

import ast
import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from human_texts import GSM8K, foreign

_MARK: Final = re.compile(r"<<([^<>=\n]+)=([^<>=\n]+)>>(\s*\$?)([\d,.]*\d)?")
_NUMBER: Final = re.compile(r"(?<![\w.])\d*\.?\d+(?![\w.])")


def _plus(one: Fraction, other: Fraction) -> Fraction:
    return one + other


def _minus(one: Fraction, other: Fraction) -> Fraction:
    return one - other


def _times(one: Fraction, other: Fraction) -> Fraction:
    return one * other


def _over(one: Fraction, other: Fraction) -> Fraction:
    return one / other


_OPERATORS: Final[Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: _plus,
    ast.Sub: _minus,
    ast.Mult: _times,
    ast.Div: _over,
}


class Solved(NamedTuple):
    """A record: its problem, its solution with the last line, and the answer in that line."""

    problem: str
    solution: str
    answer: str


class Link(NamedTuple):
    """One sum of a chain: its formula over inputs and earlier results, and the figure that it is to make."""

    formula: str
    makes: str


class Chain(NamedTuple):
    """A solution's sums, with the figures that they start from."""

    record: Solved
    inputs: dict[str, str]
    links: tuple[Link, ...]

    def program(self) -> str:
        """Return a Python program that computes the last result from the inputs."""
        given = [f"{name} = Fraction({figure!r})" for name, figure in self.inputs.items()]
        steps = [f"r{place} = {link.formula}" for place, link in enumerate(self.links)]
        return "\n".join(["from fractions import Fraction", *given, *steps, f"print(r{len(steps) - 1})", ""])

    def results(self, inputs: Mapping[str, Fraction]) -> list[Fraction]:
        """Return what every link makes of other inputs."""
        names = dict(inputs)
        for place, link in enumerate(self.links):
            names[f"r{place}"] = _value(ast.parse(link.formula, mode="eval").body, names)
        return [names[f"r{place}"] for place in range(len(self.links))]


def records() -> list[Solved]:
    """Return every record of GSM8K's test split."""
    read = [json.loads(line) for line in foreign(GSM8K).read_text(encoding="utf-8").splitlines()]
    return [Solved(each["question"], each["answer"], each["answer"].rpartition("#### ")[2].strip()) for each in read]


def chain_of(record: Solved) -> Chain | None:
    """Return a record's chain; None where its marks are no chain that makes the answer exactly."""
    inputs: dict[str, str] = {}
    links: list[Link] = []
    for found in _MARK.finditer(record.solution):
        formula = _NUMBER.sub(lambda number: _name(number.group(), links, inputs), found[1].replace(",", ""))
        links.append(Link(formula, found[2].replace(",", "")))
    chain = Chain(record, inputs, tuple(links))
    return chain if links and _is_exact(chain) else None


def consistently_wrong(chain: Chain, name: str, figure: int) -> Solved | None:
    """Return the solution as it goes with another figure for one input, every later step recomputed.

    None where a result is no longer a short decimal, is not above zero, or the answer stays as it is.
    """
    given = {each: Fraction(told) for each, told in chain.inputs.items()}
    try:
        made = chain.results(given | {name: Fraction(figure)})
    except ZeroDivisionError:
        return None
    if any(result <= 0 or (result * 100).denominator != 1 for result in made):
        return None
    if made[-1] == Fraction(chain.record.answer.replace(",", "")):
        return None
    names = chain.inputs | {name: str(figure)} | {f"r{place}": _short(result) for place, result in enumerate(made)}
    lines = [_line(link, _short(result), names) for link, result in zip(chain.links, made, strict=True)]
    answer = _short(made[-1])
    return Solved(chain.record.problem, "\n".join([*lines, f"#### {answer}"]), answer)


def _line(link: Link, result: str, names: Mapping[str, str]) -> str:
    sum_ = re.sub(r"[ir]\d+", lambda name: names[name.group()], link.formula)
    return f"That is {sum_} = <<{sum_}={result}>>{result}."


def _name(figure: str, links: list[Link], inputs: dict[str, str]) -> str:
    """Return the latest result that a figure is, or else an input of its own."""
    for place in range(len(links) - 1, -1, -1):
        if _as_figure(links[place].makes) == Fraction(figure):
            return f"r{place}"
    name = next((name for name, told in inputs.items() if Fraction(told) == Fraction(figure)), f"i{len(inputs)}")
    inputs[name] = figure
    return name


def _is_exact(chain: Chain) -> bool:
    try:
        made = chain.results({name: Fraction(told) for name, told in chain.inputs.items()})
    except (KeyError, TypeError, SyntaxError, ZeroDivisionError):
        return False
    told = [_as_figure(link.makes) for link in chain.links]
    return made == told and made[-1] == _as_figure(chain.record.answer.replace(",", ""))


def _as_figure(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except ValueError:
        return None


def _value(node: ast.expr, names: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left, names), _value(node.right, names))
    if isinstance(node, ast.Name):
        return names[node.id]
    raise TypeError(node)


def _short(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
