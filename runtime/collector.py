"""Python's garbage collector, held back while a run works."""

import gc
from collections.abc import Generator
from contextlib import contextmanager

NEW_OBJECTS = 50_000
"""Container objects that are made before the youngest are looked at; Python's own setting is 700."""


@contextmanager
def held_back() -> Generator[None]:
    """Leave what is there already alone, and look at new objects seldom.

    The libraries' objects never die, and what a run makes dies by its reference count. Walking all of them again
    and again takes a fifth of the CPU time of a run whose models answer fast.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
