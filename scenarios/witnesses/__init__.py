"""Witnesses that kinds share: one file each, with its prompt beside it."""

__all__: list[str] = []
