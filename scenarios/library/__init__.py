"""Ready-made scenarios and the seeds that come with them."""

__all__: list[str] = []
