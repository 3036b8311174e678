"""The closed book: asked a question without any passage. What it knows needs no passages."""

from pydantic import Field

from ...runtime.frozen import Reply
from ...runtime.prompt import Prompt
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.stage import Lines, plays
from ..witness import Question


class ByHeart(Reply):
    """What somebody knows by heart."""

    certain: str = Field(description="what you know for certain about the subject, in one sentence")
    known: bool = Field(description="whether that settles the question")
    answer: str = Field(description="the answer; empty if you do not know")


RECALL = Question("closed book", Prompt.beside(__file__), ByHeart)


@plays("ByHeart")
def recall_nothing(scene: Scene) -> Lines:
    """Know nothing: a rehearsal model has read nothing but its prompt."""
    return {"certain": "Nothing about this is certain to me.", "known": False, "answer": ""}
