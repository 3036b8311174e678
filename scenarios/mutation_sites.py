"""Where a Python module can be changed in one thing, so that it still compiles and does something else."""

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..runtime.text import shorten

_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_RECKONED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
_SIGNS: Final[dict[type[ast.AST], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.And: "and",
    ast.Or: "or",
}
_DELETED: Final = (ast.AugAssign, ast.Break, ast.Continue)
_UNTOUCHED: Final = (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom, ast.arg, ast.Assert)
"""Error messages, imports and annotations: no test that is worth its name looks at how they are worded."""

_LONGEST: Final = 40
"""Characters of a passage that a change is told with."""


class Site(NamedTuple):
    """Where something can be changed: the field of a node, and what is to stand in it; the change in words."""

    operator: str
    node: ast.AST
    field: str
    value: object
    line: int
    change: str


def sites_in(tree: ast.Module) -> Iterator[Site]:
    """Yield every place where something can be changed, in the order of the text."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        yield from _changes(node)
        todo.extend(child for child in reversed(_inner(node)) if not _is_untouched(child))


def _inner(node: ast.AST) -> list[ast.AST]:
    """Return a node's children without annotations, decorators and docstrings."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return [*node.args.defaults, *(each for each in node.args.kw_defaults if each), *_without_docstring(node.body)]
    if isinstance(node, ast.ClassDef | ast.Module):
        return [*_without_docstring(node.body)]
    if isinstance(node, ast.AnnAssign):
        return [node.value] if node.value else []
    return list(ast.iter_child_nodes(node))


def _is_untouched(node: ast.AST) -> bool:
    """Whether nothing in it is changed; what runs only as a program is not tested either."""
    return isinstance(node, _UNTOUCHED) or (isinstance(node, ast.If) and "__name__" in ast.unparse(node.test))


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_docstring else body


def _changes(node: ast.AST) -> Iterator[Site]:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        yield from _branched(node)
    elif isinstance(node, ast.expr):
        yield from _in_expression(node)
    elif isinstance(node, ast.AugAssign):
        yield from _reckoned(node)
    elif isinstance(node, ast.Return):
        yield from _returned(node)
    yield from _deleted(node)


def _in_expression(node: ast.expr) -> Iterator[Site]:
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.BinOp():
            yield from _reckoned(node)
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield _site("boolean", node, "op", other, f"`{_sign(node.op)}` becomes `{_sign(other)}`")
        case ast.UnaryOp():
            yield from _signed(node)
        case ast.Constant():
            yield from _constant(node)
        case ast.Call():
            yield from _counted(node)
        case ast.Slice():
            yield from _sliced(node)
        case _:
            return


def _site(operator: str, node: ast.AST, field: str, value: object, change: str) -> Site:
    return Site(operator, node, field, value, getattr(node, "lineno", 0), change)


def _compared(node: ast.Compare) -> Iterator[Site]:
    for at, op in enumerate(node.ops):
        other = _COMPARED[type(op)]()
        ops = [*node.ops[:at], other, *node.ops[at + 1 :]]
        told = f"`{_sign(op)}` becomes `{_sign(other)}` in `{_told(node)}`"
        yield _site("comparison", node, "ops", ops, told)


def _reckoned(node: ast.BinOp | ast.AugAssign) -> Iterator[Site]:
    other = _RECKONED.get(type(node.op))
    if other is not None:
        told = f"`{_sign(node.op)}` becomes `{_sign(other())}` in `{_told(node)}`"
        yield _site("arithmetic", node, "op", other(), told)


def _signed(node: ast.UnaryOp) -> Iterator[Site]:
    if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield _site("arithmetic", node, "op", ast.UAdd(), f"`-` left out of `{_told(node)}`")
    elif isinstance(node.op, ast.Not):
        turned = ast.UnaryOp(op=ast.Not(), operand=node.operand)
        yield _site("boolean", node, "operand", turned, f"`not` left out of `{_told(node)}`")


def _constant(node: ast.Constant) -> Iterator[Site]:
    value = node.value
    for other in _others(value):
        yield _site("constant", node, "value", other, f"`{_told(node)}` becomes `{other!r}`")


def _others(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    if isinstance(value, float):
        return (value + 1,)
    return ("" if value else " ",) if isinstance(value, str) else ()


def _branched(node: ast.If | ast.While | ast.IfExp) -> Iterator[Site]:
    turned = ast.UnaryOp(op=ast.Not(), operand=node.test)
    yield _site("branch", node, "test", turned, f"the condition `{_told(node.test)}` is negated")
    if isinstance(node, ast.If):
        told = f"the branch under `if {_told(node.test)}` does nothing"
        yield _site("branch", node, "body", [ast.Pass()], told)


def _returned(node: ast.Return) -> Iterator[Site]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield _site("return", node, "value", ast.Constant(value=None), f"`{_told(node)}` returns None")


def _counted(node: ast.Call) -> Iterator[Site]:
    """Yield a `range` that goes one further, where constants would not be changed anyway."""
    if not (isinstance(node.func, ast.Name) and node.func.id == "range" and 1 <= len(node.args) <= 3):
        return
    at = 0 if len(node.args) == 1 else 1
    if not isinstance(node.args[at], ast.Constant):
        args = [*node.args[:at], _further(node.args[at]), *node.args[at + 1 :]]
        yield _site("bound", node, "args", args, f"`{_told(node)}` goes one further")


def _sliced(node: ast.Slice) -> Iterator[Site]:
    for field, bound in (("lower", node.lower), ("upper", node.upper)):
        if bound is not None and not isinstance(bound, ast.Constant):
            yield _site("bound", node, field, _further(bound), f"the {field} bound of `[{_told(node)}]` is one more")


def _further(bound: ast.expr) -> ast.expr:
    return ast.BinOp(left=bound, op=ast.Add(), right=ast.Constant(value=1))


def _deleted(node: ast.AST) -> Iterator[Site]:
    """Yield each statement that can be left out without leaving a name unset: those are noticed by any test."""
    for field, block in _blocks(node):
        for at, held in enumerate(block):
            if isinstance(held, _DELETED) or (isinstance(held, ast.Expr) and isinstance(held.value, ast.Call)):
                rest = [*block[:at], *block[at + 1 :]] or [ast.Pass()]
                yield Site("deletion", node, field, rest, held.lineno, f"`{_told(held)}` is left out")


def _blocks(node: ast.AST) -> Iterator[tuple[str, list[ast.stmt]]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.For | ast.While | ast.If | ast.With | ast.Try):
        yield "body", node.body
    if isinstance(node, ast.For | ast.While | ast.If | ast.Try):
        yield "orelse", node.orelse


def _told(node: ast.AST) -> str:
    return shorten(" ".join(ast.unparse(node).split()), _LONGEST)


def _sign(op: ast.cmpop | ast.operator | ast.boolop) -> str:
    """Return an operator as it is written."""
    return _SIGNS[type(op)]
