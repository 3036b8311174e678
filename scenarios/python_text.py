"""Reads Python that somebody else wrote, without running it."""

import ast
import warnings
from types import CodeType


def parsed(source: str) -> ast.Module:
    """Return the tree of a module that compiles.

    Raises:
        SyntaxError: it is no Python, or so deeply nested that it cannot be read.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(source)
            compile(tree, "solution.py", "exec")
            ast.unparse(tree)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or "it is nested too deeply") from None
    return tree


def compiled(source: str) -> CodeType:
    """Return a module's code.

    Raises:
        SyntaxError: it is no Python.
    """
    with warnings.catch_warnings(action="ignore"):
        return compile(source, "solution.py", "exec")
