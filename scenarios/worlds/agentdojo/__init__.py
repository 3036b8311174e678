"""AgentDojo's four suites as worlds; the library is an extra, and is imported only when such a world is played in."""

from .suites import BANKING, SLACK, TRAVEL, WORKSPACE
from .tasks import user_tasks

__all__ = ["BANKING", "SLACK", "TRAVEL", "WORKSPACE", "user_tasks"]
