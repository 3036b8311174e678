"""One file per kind of sample: how it is planned, written, verified and exported."""

__all__: list[str] = []
