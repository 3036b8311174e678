"""The annotator: sees a text and the labels that there are, and says which it has. It never sees which was wanted."""

from collections.abc import Mapping

from pydantic import Field

from ...runtime.frozen import Reply
from ...runtime.identity import stream
from ...runtime.prompt import Prompt
from ..witness import Question, Witnesses
from . import annotator_rehearsal as annotator_rehearsal  # plays this witness's part in rehearsals

UNDECIDED = "undecided"
"""What an annotator says of a text that no label fits, or two fit equally well."""


class Annotation(Reply):
    """An annotator's word on a text."""

    reason: str = Field(min_length=1, description="which words of the text decide it, in one sentence")
    label: str = Field(min_length=1, description="one of the labels, copied exactly, or undecided")


ANNOTATE = Question("annotator", Prompt.beside(__file__), Annotation)


async def annotate(
    witnesses: Witnesses, text: str, labels: Mapping[str, str], seed: str, number: int = 1
) -> Annotation:
    """Return what an annotator says, its label one of those given or `UNDECIDED`.

    Args:
        witnesses: whom to ask.
        text: what is to be labelled.
        labels: label → what it means.
        seed: the labels are shown in an order that follows from it, so that no place favours one.
        number: which annotator; others answer independently, and see another order.
    """
    shown = list(labels.items())
    stream("labels", seed, number).shuffle(shown)
    said = await witnesses.ask(ANNOTATE, number, text=text, labels=shown)
    return said.model_copy(update={"label": _known(said.label, labels)})


def _known(label: str, labels: Mapping[str, str]) -> str:
    folded = {name.casefold(): name for name in labels}
    return folded.get(label.strip(" \n`\"'.").casefold(), UNDECIDED)
