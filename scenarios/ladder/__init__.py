"""The verification ladder: what code can prove about a trajectory, rung by rung, without seeing the original run."""

__all__: list[str] = []
