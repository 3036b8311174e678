"""One file or folder per world."""

__all__: list[str] = []
