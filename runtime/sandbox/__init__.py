"""Running code that models wrote: in bubblewrap, without network, within limits, or not at all."""

from .execution import Execution, Limits, Status
from .sandbox import PROGRAM, STANDARD, Probe, Sandbox

__all__ = ["PROGRAM", "STANDARD", "Execution", "Limits", "Probe", "Sandbox", "Status"]
