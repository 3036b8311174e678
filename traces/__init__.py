"""How it came to be: the trace of every sample, told again."""

__all__: list[str] = []
