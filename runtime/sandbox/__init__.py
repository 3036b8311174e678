"""Running code that models wrote: in bubblewrap, without network, within limits, or not at all."""

from .execution import Execution, Limits, Status
from .sandbox import PROGRAM, Probe, Sandbox

__all__ = ["PROGRAM", "Execution", "Limits", "Probe", "Sandbox", "Status"]
