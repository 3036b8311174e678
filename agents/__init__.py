"""Who acts: one role per file, its prompt beside it."""

__all__: list[str] = []
