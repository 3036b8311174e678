"""The front door: one file per group of commands."""

__all__: list[str] = []
