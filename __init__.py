"""Dramaturg grows training data from seeds by letting personas act.

    from dramaturg import Scenario, run

The public names are resolved when they are first used, so `import dramaturg` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cli.front import run
    from .runtime.budget import Limits
    from .runtime.errors import DramaturgError
    from .runtime.models import ModelSpec
    from .scenarios.controls import Control, Option
    from .scenarios.people import PersonaSettings, Relation
    from .scenarios.rubric import Criterion, Rubric
    from .scenarios.spec import Quota, Scenario, SeedSource

__all__ = [
    "Control",
    "Criterion",
    "DramaturgError",
    "Limits",
    "ModelSpec",
    "Option",
    "PersonaSettings",
    "Quota",
    "Relation",
    "Rubric",
    "Scenario",
    "SeedSource",
    "__version__",
    "run",
]

__version__ = "0.1.0"

_HOMES = {
    "Control": ".scenarios.controls",
    "Criterion": ".scenarios.rubric",
    "DramaturgError": ".runtime.errors",
    "Limits": ".runtime.budget",
    "ModelSpec": ".runtime.models",
    "Option": ".scenarios.controls",
    "PersonaSettings": ".scenarios.people",
    "Quota": ".scenarios.spec",
    "Relation": ".scenarios.people",
    "Rubric": ".scenarios.rubric",
    "Scenario": ".scenarios.spec",
    "SeedSource": ".scenarios.spec",
    "run": ".cli.front",
}


def __getattr__(name: str) -> object:
    """Import a public name from the module where it lives (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names too before they are first used."""
    return sorted({*globals(), *_HOMES})
