"""Users of a sandbox's namespace, where the caller is root: those of its own, so that it can give them all up."""

from pathlib import Path


def map_users(number: int) -> None:
    """Map users and groups of a process's new namespace one to one.

    All of them, so that an interpreter in somebody's home folder can be read; none but process 1 is root there, and it
    runs no code but ours.

    Raises:
        OSError: this root may not.
    """
    for kind in ("uid_map", "gid_map"):
        ranges = [line.split() for line in Path("/proc/self", kind).read_text().splitlines()]
        lines = (f"{first} {first} {count}\n" for first, _, count in ranges)
        with open(f"/proc/{number}/{kind}", "wb", buffering=0) as file:  # the kernel takes it in one write
            file.write("".join(lines).encode())
