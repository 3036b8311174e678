"""What can be said of a problem, its solution and its tests by reading them: form, imports, what tests look at."""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import yaml

from ..brief import Brief
from ..finding import Finding
from ..python_text import parsed
from .evidence import defect

MODULE: Final = "solution"
"""What tests import the function from."""

FEWEST: Final = 3
"""Tests below which hardly any function is tested."""

_CODE: Final = ("solution", "tests")

_WORDS: Final[Mapping[str, str]] = yaml.safe_load(
    Path(__file__).with_name("code_words.yaml").read_text(encoding="utf-8")
)
_MODULES, _NAMES, _ATTRIBUTES, _CLOCKS = (
    frozenset(_WORDS[name].split()) for name in ("modules", "names", "attributes", "clocks")
)

_TELLING: Final = 12
"""Characters from which on a line of a solution gives something away."""


def code_parses(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find solutions and tests that are no Python."""
    for where in _CODE:
        if "```" in parts[where]:
            problem, fix = "it stands in a code fence", "write the module's text alone"
            yield defect("code_parses", where, problem, fix, quote="```")
            continue
        try:
            parsed(parts[where])
        except SyntaxError as error:
            line = _line(parts[where], error.lineno or 0)
            problem = f"it is no valid Python: {error.msg}" + (f" (line {error.lineno})" if error.lineno else "")
            yield defect("code_parses", where, problem, "correct the syntax", quote=line)


def code_contained(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find what reaches out of the function, and what is not of Python's own library."""
    for where, tree in _trees(parts).items():
        own = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)} | _stored(tree)
        for node in ast.walk(tree):
            for name in _imported(node):
                yield from _import_fault(where, name)
            if isinstance(node, ast.Name) and node.id in _NAMES - own:
                yield _reaches_out(where, f"it uses `{node.id}`", node.id)
            elif isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES:
                yield _reaches_out(where, f"it uses `{node.attr}`", node.attr)
            elif isinstance(node, ast.Attribute) and node.attr in _CLOCKS:
                problem = "it reads the clock, so it gives something else another day"
                yield defect("code_contained", where, problem, "take the time as an argument", quote=node.attr)


def solution_defines_entry(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find problems, entries and solutions that do not speak of the same function."""
    entry, tree = parts["entry"], _trees(parts).get("solution")
    if not entry.isidentifier():
        yield defect("solution_defines_entry", "entry", "it is not the name of a function", "name the function alone")
        return
    if f"{entry}(" not in parts["problem"].replace(" (", "("):
        problem = f"it does not give the signature `{entry}(…)`, so nobody could write what the tests call"
        yield defect("solution_defines_entry", "problem", problem, f"state the signature of `{entry}`")
    if tree and entry not in _functions(tree):
        problem = f"it defines no function `{entry}` at its top level"
        yield defect("solution_defines_entry", "solution", problem, f"define `{entry}`")


def problem_keeps_solution(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find problems that hold the solution's own lines."""
    told = {line.strip() for line in parts["problem"].splitlines()}
    lines = {line.strip() for line in parts["solution"].splitlines() if len(line.strip()) >= _TELLING}
    given = sorted(line for line in lines & told if not line.startswith(("def ", "import ", "from ", "#", '"', "'")))
    if len(given) >= 2 or (given and len(given) * 2 >= len(lines)):
        problem = "it gives the solution away"
        yield defect("problem_keeps_solution", "problem", problem, "say what, not how", quote=given[0])


def tests_formed(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find tests that are none: too few, without an assert, without a call, at the top level, of other names."""
    entry, tree = parts["entry"], _trees(parts).get("tests")
    if tree is None:
        return
    yield from _import_faults(tree, entry)
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.Expr):
            problem = "something is done outside of the test functions"
            yield _test_fault(problem, "put it into a function test_…", ast.unparse(node).split("\n")[0])
    names = test_names(parts["tests"])
    if len(names) < FEWEST:
        problem = f"there are {len(names)} test functions"
        yield _test_fault(problem, f"write at least {FEWEST}, each named test_… and without arguments")
    yield from _idle_tests(tree, entry, names)


def test_names(tests: str) -> tuple[str, ...]:
    """Return the names of the functions that are tests, in order, each once."""
    functions = _functions(parsed(tests))
    return tuple(name for name, node in functions.items() if name.startswith("test") and not _takes(node))


def _test_fault(problem: str, fix: str, quote: str = "") -> Finding:
    return defect("tests_formed", "tests", problem, fix, quote=quote)


def _import_faults(tree: ast.Module, entry: str) -> Iterator[Finding]:
    line = f"from {MODULE} import {entry}"
    takings = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == MODULE]
    taken = [each.name for node in takings for each in node.names if each.asname is None]
    if entry not in taken:
        yield _test_fault(f"they do not begin with `{line}`", f"begin with `{line}`")
    for other in sorted({*taken} - {entry}):
        problem = f"they use `{other}`, of which the problem says nothing"
        yield _test_fault(problem, f"test `{entry}` alone", other)


def _idle_tests(tree: ast.Module, entry: str, names: Iterable[str]) -> Iterator[Finding]:
    functions = _functions(tree)
    calling = _reaching(functions, lambda node: isinstance(node, ast.Name) and node.id == entry)
    asserting = _reaching(functions, lambda node: isinstance(node, ast.Assert | ast.Raise))
    for name in names:
        if name not in calling:
            yield _test_fault(f"`{name}` does not call `{entry}`", "test what the function returns", f"def {name}")
        elif name not in asserting:
            yield _test_fault(f"`{name}` asserts nothing", "assert what is to come out", f"def {name}")


def _reaching(functions: Mapping[str, ast.FunctionDef], holds: Callable[[ast.AST], bool]) -> set[str]:
    """Return the functions that hold something, or call one that does."""
    found = {name for name, node in functions.items() if any(map(holds, ast.walk(node)))}
    size = 0
    while size < len(found):
        size = len(found)
        found |= {name for name, node in functions.items() if found & _names(node)}
    return found


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _import_fault(where: str, name: str) -> Iterator[Finding]:
    root = name.partition(".")[0]
    if root in _MODULES:
        yield _reaches_out(where, f"it imports `{name}`", name)
    elif root not in sys.stdlib_module_names and not (where == "tests" and root == MODULE):
        problem = f"it imports `{name}`, which is not of Python's own library"
        yield defect("code_contained", where, problem, "use the standard library alone", quote=name)


def _reaches_out(where: str, what: str, quote: str) -> Finding:
    problem = f"{what}, which reaches out of the function"
    return defect("code_contained", where, problem, "work with the arguments alone", quote=quote)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or "."]
    return [each.name for each in node.names] if isinstance(node, ast.Import) else []


def _stored(tree: ast.Module) -> set[str]:
    return {each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _takes(node: ast.FunctionDef) -> bool:
    """Whether a function wants arguments."""
    given = node.args
    return len(given.posonlyargs) + len(given.args) > len(given.defaults) or None in given.kw_defaults


def _trees(parts: Mapping[str, str]) -> dict[str, ast.Module]:
    """Return the trees of those parts that are Python."""
    trees: dict[str, ast.Module] = {}
    for where in _CODE:
        with suppress(SyntaxError):
            trees[where] = parsed(parts[where])
    return trees


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
