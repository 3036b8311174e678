"""Naming a thing by the beginning of its id."""

from collections.abc import Sequence

from ..runtime.errors import UsageError

FEW = 5
"""Ids that an error lists."""


def chosen(named: str, ids: Sequence[str], *, noun: str, see: str) -> str:
    """Return the id that is meant, out of those that begin as `named` does.

    Args:
        named: an id, or the beginning of one.
        ids: those that begin so; for a long list, `FEW` + 1 of them are enough.
        noun: what they are ids of, for the message.
        see: the command that lists them all.

    Raises:
        UsageError: there is none, or more than one.
    """
    if named in ids:
        return named
    if not ids:
        raise UsageError(f"no {noun} has an id that begins with {named!r}", fix=f"see `{see}`")
    if len(ids) > 1:
        more = ", and more" if len(ids) > FEW else ""
        several = ", ".join(ids[:FEW]) + more
        raise UsageError(f"several {noun} ids begin with {named!r}: {several}", fix="write more of the id")
    return ids[0]
