"""Writes docs/kinds.md from the kinds themselves: `make docs`."""

from pathlib import Path

from dramaturg.runtime.frozen import Frozen
from dramaturg.scenarios.kind import KINDS, Kind, NoSettings
from dramaturg.scenarios.loading import library, load

PAGE = Path(__file__).with_name("kinds.md")

HEAD = """# Kinds

Written by `make docs` from the kinds themselves; a test holds this page to them. What no evidence can settle is left to
the panel of judges, and each kind says so. Every check of a row is kept with it, passed or not; a check that rests on
the word of a rehearsal model is marked `simulated`.
"""


def page() -> str:
    """Return the page."""
    played = _played()
    kinds = (_section(found, played.get(name, ())) for name, found in KINDS.all().items())
    return "\n".join((HEAD, *kinds))


def _played() -> dict[str, tuple[str, ...]]:
    """Return kind → the ready-made scenarios of it."""
    kinds = {name: load(name).scenario.kind for name in library()}
    return {kind: tuple(name for name, its in kinds.items() if its == kind) for kind in kinds.values()}


def _section(kind: Kind, scenarios: tuple[str, ...]) -> str:
    lines = [
        f"## {kind.name}\n",
        f"{_sentence(kind.about)}\n",
        f"- Evidence: {kind.proven_by}.",
        f"- Judged: {', '.join(f'`{each.name}`' for each in kind.rubric.criteria)}.",
    ]
    if kind.questions:
        lines.append(f"- Witnesses: {', '.join(f'`{each.witness}`' for each in kind.questions)}.")
    if kind.settings is not NoSettings:
        lines.append(f"- Settings: {'; '.join(_settings(kind.settings))}.")
    if scenarios:
        lines.append(f"- Ready-made: {', '.join(f'`{name}`' for name in scenarios)}.")
    return "\n".join(lines) + "\n"


def _settings(settings: type[Frozen]) -> list[str]:
    told: list[str] = []
    for name, field in settings.model_fields.items():
        default = "required" if field.is_required() else f"default {field.get_default(call_default_factory=True)!r}"
        told.append(f"`{name}` ({default})" + (f": {field.description}" if field.description else ""))
    return told


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
