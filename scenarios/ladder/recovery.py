"""Recovery: calls that failed and were mended. Rows that hold one teach what to do with an error, and are marked."""

from collections.abc import Iterator

from .enacted import Enacted, Made


def mended(enacted: Enacted) -> Iterator[tuple[str, str]]:
    """Yield the ids of every call of the assistant that failed, each with that of the call that mended it.

    It is mended by the first later call that succeeded: of the same tool, or of any where what was called is no tool.
    """
    made = [each for each in enacted.made if each.actor == "assistant"]
    for number, failed in enumerate(made, 1):
        if failed.again.error is not None:
            mending = (each for each in made[number:] if each.place > failed.place and _mends(each, failed))
            yield from ((failed.call.id, each.call.id) for each in [*mending][:1])


def _mends(later: Made, failed: Made) -> bool:
    return later.again.error is None and (failed.tool is None or later.tool == failed.tool)
