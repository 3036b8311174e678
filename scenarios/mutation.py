"""Mutants: a Python module with one thing changed in it, for finding out whether its tests would notice."""

import ast
import random
from collections.abc import Iterator
from types import CodeType
from typing import NamedTuple

from .mutation_sites import Site, sites_in
from .python_text import compiled, parsed


class Mutant(NamedTuple):
    """A changed module: which kind of change, in which line, what, and the whole text with it."""

    operator: str
    line: int
    change: str
    source: str


def mutants(source: str, most: int, seed: str) -> tuple[Mutant, ...]:
    """Return up to `most` different mutants of a module, of as many operators as possible.

    Those that compile to the same code as the module, or as another mutant, are left out: no test could tell them
    apart. The same source, number and seed give the same mutants.

    Raises:
        SyntaxError: the source is no Python.
    """
    tree = parsed(source)
    known = {_shape_of(source)}
    made: list[Mutant] = []
    for site in _in_turn(list(sites_in(tree)), random.Random(seed)):
        if len(made) == most:
            break
        mutant = _applied(tree, site)
        shape = _shape_of(mutant.source)
        if shape is not None and shape not in known:
            known.add(shape)
            made.append(mutant)
    return tuple(made)


def _in_turn(sites: list[Site], rng: random.Random) -> Iterator[Site]:
    """Yield the sites in random order, one of each operator at a time."""
    rng.shuffle(sites)
    queues: dict[str, list[Site]] = {}
    for site in sites:
        queues.setdefault(site.operator, []).append(site)
    while queues:
        for operator in list(queues):
            yield queues[operator].pop()
            if not queues[operator]:
                del queues[operator]


def _applied(tree: ast.Module, site: Site) -> Mutant:
    """Return the mutant of a site; the tree is as it was afterwards."""
    before: object = getattr(site.node, site.field)
    setattr(site.node, site.field, site.value)
    text = ast.unparse(tree)
    setattr(site.node, site.field, before)
    return Mutant(site.operator, site.line, site.change, text + "\n")


def _shape_of(source: str) -> object:
    """Return what a mutant compiles to; None where it does not compile."""
    try:
        return _shape(compiled(source))
    except SyntaxError:
        return None


def _shape(code: CodeType) -> object:
    """Return all of a code object that decides what it does: no line numbers, no file."""
    consts: tuple[object, ...] = code.co_consts
    held = tuple(_shape(each) if isinstance(each, CodeType) else repr(each) for each in consts)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return (code.co_code, code.co_exceptiontable, names, held)
