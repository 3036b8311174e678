"""A persona graph, or one persona, as a page for people."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from ..personas.persona import Persona
from ..runtime.text import clean
from ..traces.census import Census, PersonaStory
from .page import Column, Page, shown

FEW = 8
"""Personas and rejections that are shown unless all are asked for."""

ID_SHOWN = 12


def count(page: Page, found: Census, people: Sequence[Persona]) -> None:
    """Write a persona graph in numbers, and some of those in it and of those turned away."""
    page.prose(f"{found.personas} personas from {found.seeds} seeds", indent=0)
    page.heading("how they came")
    for label, counted in (
        ("origin", found.by_origin),
        ("lens", found.by_lens),
        ("relation", found.by_relation),
        ("granularity", found.by_granularity),
    ):
        if counted:
            page.prose(_in_words(counted), label=f"{label:<13}")
    _rounds(page, found)
    chosen = people if page.is_full else _spread(people)
    page.heading("personas", f"{len(chosen)} of {len(people)}")
    for person in chosen:
        page.prose(person.text, label=f"{person.id[:ID_SHOWN]}  ")
    _refused(page, found)
    page.gap()


def tell(page: Page, story: PersonaStory) -> None:
    """Write where one persona comes from and who was grown from it."""
    persona = story.persona
    page.prose(Text.assemble((persona.origin, "bold"), f"  persona  {persona.id}"), indent=0)
    page.heading("persona", f"{persona.granularity}, round {persona.round}")
    page.prose(persona.text)
    for name, value in persona.attributes.items():
        page.prose(value, label=f"{clean(name)}  ")
    if story.path:
        page.heading("path to the seed", f"{len(story.path)} step{'s' if len(story.path) > 1 else ''}")
    for link in story.path:
        page.prose(Text.assemble((f"{clean(link.tie)}  ", "bold"), (clean(link.source or link.node), "dim")))
        page.prose(link.text, indent=5)
    page.heading("grown from it", str(len(story.children)))
    for child in story.children:
        page.prose(Text.assemble((f"{clean(child.tie)}  ", "bold"), (child.id, "dim")))
        page.prose(child.text, indent=5)
    page.gap()


def _rounds(page: Page, found: Census) -> None:
    page.heading("who was proposed, and who passed", f"{len(found.refused)} turned away")
    titles = ("round", "proposed", "near-duplicate", "addressed a model", "admitted", "")
    page.table(
        [Column(title, bool(title)) for title in titles],
        [
            (*map(str, (row.round, row.proposed, row.near_duplicate, row.hygiene, row.admitted)), "")
            for row in found.rounds
        ],
    )


def _refused(page: Page, found: Census) -> None:
    chosen = found.refused if page.is_full else found.refused[:FEW]
    if not chosen:
        return
    page.heading("turned away", f"{len(chosen)} of {len(found.refused)}")
    for refused in chosen:
        page.prose(refused.text, label="- ")
        if refused.neighbour_text is None:
            page.prose(shown(refused.reason, "dim"), label="  ")
        else:
            page.prose(refused.neighbour_text, label=f"  {refused.similarity:.2f} like  ")


def _in_words(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counted.items())


def _spread(people: Sequence[Persona]) -> Sequence[Persona]:
    """Return some from all over the list, the same each time."""
    step = max(1, -(-len(people) // FEW))
    return people[::step]
