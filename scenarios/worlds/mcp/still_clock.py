"""Starts a Python program in which the clock stands still, so that what it says of the time can be replayed.

    python -P still_clock.py 2026-03-10T09:00:00 MODULE ARGUMENTS…

It stops `datetime.now`, `today` and `utcnow`, and nothing else: not `time.time`, not the clocks of other languages.
It stands alone, imports nothing of dramaturg, and is named in `args` of a world's file.
"""

import datetime
import runpy
import sys
from typing import Self


def standing(moment: datetime.datetime) -> type[datetime.datetime]:
    """Return a `datetime` whose clock shows one moment for good."""

    class Standing(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Self:
            return cls.fromtimestamp(moment.timestamp(), tz)

        @classmethod
        def today(cls) -> Self:
            return cls.now()

        @classmethod
        def utcnow(cls) -> Self:
            return cls.now(datetime.UTC).replace(tzinfo=None)

    return Standing


def main() -> None:
    """Run a module under the clock that the first argument says, in UTC."""
    moment = datetime.datetime.fromisoformat(sys.argv[1]).replace(tzinfo=datetime.UTC)
    datetime.datetime = standing(moment)
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
