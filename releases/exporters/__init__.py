"""One file per export format."""

__all__: list[str] = []
