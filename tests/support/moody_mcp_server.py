"""An MCP server over stdio that remembers notes, and dies, hangs or changes its words when it is told to.

Its process id goes into the file that PIDS names, a line for each start.
"""

import os
import signal
import sys
import threading

from mcp.server.fastmcp import FastMCP

notes: list[str] = []
server = FastMCP("moody", log_level="WARNING")


@server.tool(description=os.environ.get("ABOUT", "Write a note down."))
def remember(note: str) -> str:
    notes.append(note)
    return f"{len(notes)} notes"


@server.tool(description="Return all notes.")
def recall() -> str:
    return repr(notes)


@server.tool(description="Say where the server works, and which variables it was given.")
def surroundings() -> list[str]:
    return [os.getcwd(), *sorted(os.environ)]


@server.tool(description="Fail.")
def fail() -> str:
    raise ValueError(f"no such thing in {os.getcwd()}/notes")


@server.tool(description="Note something, and end.")
def die(note: str) -> str:
    notes.append(note)
    os._exit(3)


@server.tool(description="Note something, and never answer.")
def hang(note: str) -> str:
    notes.append(note)
    forever()
    return "never"


def forever() -> None:
    """Hold up the process so that neither the end of its input nor a polite signal ends it."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Event().wait()


def main() -> None:
    with open(os.environ["PIDS"], "a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    start = os.environ.get("START")
    if start == "die":
        sys.exit("out of order today")
    if start == "hang":
        forever()
    server.run()


if __name__ == "__main__":
    main()
