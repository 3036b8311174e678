"""Worlds whose tools a model plays, for interfaces that cannot be run: each that a scenario names by its file.

Nothing that such a tool answers is proven, and rows are marked `unexecuted`. Where there is a program, a server or a
few lines of Python that do what the tools say, take those.
"""

from ...world_files import read_by
from .settings import read
from .world import PlayedWorld

__all__ = ["PlayedWorld"]

read_by("state", "what tools that a model plays begin with", lambda name, file: PlayedWorld(name, read(file)))
