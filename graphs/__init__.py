"""How they act: the LangGraph state machines and the engine that issues and settles briefs."""

__all__: list[str] = []
