"""What to make: scenarios, briefs, controls, quotas, kinds and ready-made scripts."""

__all__: list[str] = []
