"""Who they are: personas, their graph, sampling, embeddings and the near-duplicate gate."""

__all__: list[str] = []
