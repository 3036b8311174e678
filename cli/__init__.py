"""The front door: one file per command group, nothing heavy imported until a command needs it."""

from .app import main

__all__ = ["main"]
