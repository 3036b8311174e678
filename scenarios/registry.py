"""Discovery: one new decorated file in its folder is all that an extension takes."""

import importlib
import pkgutil
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from ..runtime.errors import UsageError

T = TypeVar("T")


class Registry(Generic[T]):
    """Things by name, found by importing a folder's modules and an entry point group.

    Args:
        noun: what is registered, for messages.
        group: the entry point group for other distributions.
        folder: the package whose modules register themselves.
    """

    def __init__(self, noun: str, group: str, folder: str) -> None:
        self._noun = noun
        self._group = group
        self._folder = folder
        self._found: dict[str, T] = {}
        self._walked = False

    def add(self, name: str, thing: T) -> None:
        """Register a thing.

        Raises:
            UsageError: the name is taken.
        """
        if name in self._found:
            raise UsageError(
                f"two {self._noun}s are named {name!r}: {self._found[name]!r} and {thing!r}",
                fix=f"rename one of them, or remove the distribution that brings the second {self._noun}",
            )
        self._found[name] = thing

    def put(self, name: str, thing: T) -> None:
        """Register a thing in the place of an earlier one of its name, if there is one."""
        self._found[name] = thing

    def get(self, name: str) -> T:
        """Return the thing with this name.

        Raises:
            UsageError: there is none.
        """
        found = self.all()
        if name not in found:
            raise UsageError(
                f"there is no {self._noun} named {name!r}",
                fix=f"use one of: {', '.join(sorted(found))} (`dramaturg list {self._noun}s`)",
            )
        return found[name]

    def all(self) -> dict[str, T]:
        """Return everything, by name, in the order of names."""
        if not self._walked:
            self._walk()
            self._walked = True
        return dict(sorted(self._found.items()))

    def _walk(self) -> None:
        package = importlib.import_module(self._folder)
        for module in pkgutil.iter_modules(package.__path__, f"{self._folder}."):
            importlib.import_module(module.name)
        for point in entry_points(group=self._group):
            point.load()
