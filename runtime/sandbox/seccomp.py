"""The system calls that a program in the sandbox does not get, as the filter program that the kernel takes (BPF)."""

import errno
import platform
import struct
from collections.abc import Iterator
from typing import NamedTuple


class Machine(NamedTuple):
    """A processor family: the kernel's name for it, and where its number stands in the table below."""

    audit: int
    column: int


MACHINES = {"x86_64": Machine(0xC000003E, 0), "aarch64": Machine(0xC00000B7, 1)}

DENIED = {
    # Namespaces of its own, in which a program would be root again.
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    # Memory that no limit counts.
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # Other processes, and the keys of the caller's session.
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # Large parts of the kernel that no exercise needs.
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
}
CLONE, SOCKET = (56, 220), (41, 198)
CLONE3 = 435
"""Its flags lie in memory, where no filter sees them. "No such call" makes libraries fall back on clone."""

NEW_NAMESPACES = 0x7E020000
FAMILIES = (1, 2, 10)
"""AF_UNIX, AF_INET and AF_INET6, which end at the sandbox's own network; others, such as AF_VSOCK, do not."""

NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
X32 = 0x40000000


def filter_program(machine: str = "") -> bytes | None:
    """Return the filter for a processor family, this machine's by default; None for one that is not known here."""
    known = MACHINES.get(machine or platform.machine())
    return b"".join(_lines(known)) if known else None


def _lines(machine: Machine) -> Iterator[bytes]:
    yield _line(LOAD, ARCHITECTURE)
    yield _line(EQUAL, machine.audit, 1, 0)
    yield _line(RETURN, KILL)
    yield _line(LOAD, NUMBER)
    yield from _refused(AT_LEAST, X32, errno.ENOSYS)
    yield from _refused(EQUAL, CLONE3, errno.ENOSYS)
    for numbers in DENIED.values():
        yield from _refused(EQUAL, numbers[machine.column], errno.EPERM)
    yield from _clone(CLONE[machine.column])
    yield from _socket(SOCKET[machine.column])
    yield _line(RETURN, ALLOW)


def _refused(test: int, value: int, error: int) -> Iterator[bytes]:
    yield _line(test, value, 0, 1)
    yield _line(RETURN, ERRNO | error)


def _clone(number: int) -> Iterator[bytes]:
    yield _line(EQUAL, number, 0, 4)
    yield _line(LOAD, FIRST_ARGUMENT)
    yield from _refused(ANY_BIT, NEW_NAMESPACES, errno.EPERM)
    yield _line(RETURN, ALLOW)


def _socket(number: int) -> Iterator[bytes]:
    yield _line(EQUAL, number, 0, len(FAMILIES) + 3)
    yield _line(LOAD, FIRST_ARGUMENT)
    for left, family in enumerate(FAMILIES):
        yield _line(EQUAL, family, len(FAMILIES) - left, 0)
    yield _line(RETURN, ERRNO | errno.EAFNOSUPPORT)
    yield _line(RETURN, ALLOW)


def _line(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    """One instruction; the last two say how many to skip."""
    return struct.pack("=HBBI", code, if_so, if_not, value)
