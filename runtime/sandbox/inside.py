"""Process 1 of a sandbox: it sets the limits, starts the program, watches it and reports how it ended.

Started as `python -I -S inside.py FD` with an order on stdin; FD takes the report. Stdin stays open for as long as
somebody outside wants the result. Its start is a part of every execution, so this file imports only what loads at
once, and nothing of the package. When it ends, the kernel ends whatever is left in its namespace.
"""

import errno
import marshal
import os
import resource
import select
import sys
import time

PYTHON = "/python/bin/python"
LOOK = 0.1
"""Seconds between two looks at what the processes use together."""

FILES_PER_MB = 256
"""Empty files take kernel memory that no other limit counts."""

LEASH = 0
"""Stdin. A caller who is gone, however it went, has let go of it."""

STACK, OPEN_FILES = 8 << 20, 128
MB = 1 << 20
KILLED, XCPU, XFSZ = 9, 24, 25
BUSY = (b"R", b"D")
PR_SET_DUMPABLE = 4
TICKS = os.sysconf("SC_CLK_TCK")


def main(report: int) -> None:
    """Carry out the order on stdin."""
    keep_only(report)
    files, command, limits = marshal.load(sys.stdin.buffer)
    if os.getuid() == limits["user"]:
        hide()
    os.write(report, b"up\n")
    confine(limits)
    program = os.fork()
    if program == 0:
        start(files, command, limits["user"], report)
    os.write(report, f"{watched(program, limits)}\n".encode())


def keep_only(report: int) -> None:
    """Close what bubblewrap has left open; the program gets its three streams alone."""
    os.set_inheritable(report, False)
    for handle in map(int, os.listdir("/proc/self/fd")):
        if handle > 2 and handle != report and os.path.exists(f"/proc/self/fd/{handle}"):
            os.close(handle)


def hide() -> None:
    """Keep this process's memory and report from the program, whose user is the same."""
    import ctypes  # takes its time, and is not needed where the caller is root

    if ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise SystemExit("process 1 cannot hide")


def confine(limits: dict[str, int]) -> None:
    """Set limits that hold from here on, for this process and all that come of it."""
    os.umask(0o022)
    for kind, most in (
        (resource.RLIMIT_AS, limits["memory"] * MB),
        (resource.RLIMIT_NPROC, limits["processes"] + (os.getuid() == limits["user"])),  # this process may count
        (resource.RLIMIT_FSIZE, limits["disk"] * MB),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_STACK, STACK),
        (resource.RLIMIT_CORE, 1),  # 0 would still hand a crashed program to the host's crash reporter
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # The first is a signal that says what it is for; who ignores it is killed a second later.
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 1))


def start(files: dict[str, bytes], command: list[str], user: int, report: int) -> None:
    """Become the program; where that fails, say so and run nothing."""
    try:
        become(user)
        for name, content in files.items():
            write(name, content)
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.execv(PYTHON, [PYTHON, *command])
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EFBIG)
        os.write(report, b"disk\n" if is_full else f"unexecuted {error}\n".encode())
    finally:
        os._exit(1)


def become(user: int) -> None:
    """Give up root for good where the caller was root; elsewhere this user it is."""
    if os.getuid() == user:
        return
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def write(name: str, content: bytes) -> None:
    """Write one of the program's files, below /tmp."""
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(content)


class Tally:
    """What the program has used so far, by the looks that were taken."""

    def __init__(self, program: int, limits: dict[str, int]) -> None:
        self.program = program
        self.limits = limits
        self.begun = self.looked = time.monotonic()
        self.idle = 0.0
        self.ended = 0.0
        """Seconds of processor time by processes that are gone."""
        self.busy = 0.0
        """Seconds of processor time at the last look."""
        self.ending = ""

    def reap(self) -> None:
        """Collect what has ended."""
        while not self.ending:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            self.ended += used.ru_utime + used.ru_stime
            if pid == self.program:
                self.ending = named(os.waitstatus_to_exitcode(status), self.ended >= self.limits["seconds"])
            elif pid == 0:
                return

    def look(self) -> None:
        """Find out whether the processes are over a limit together."""
        now, tasks, busy, is_working = time.monotonic(), 0, self.ended, False
        for pid in processes():
            fields = stat(f"/proc/{pid}")
            tasks += int(fields[17])
            busy += sum(map(int, fields[11:15])) / TICKS
            is_working = is_working or wants_processor(pid, fields)
        # Waiting counts, and waiting for a processor does not: how busy the machine is must not decide.
        if not is_working and busy <= self.busy:
            self.idle += now - self.looked
        self.looked, self.busy = now, busy
        self.ending = self.over(tasks)

    def over(self, tasks: int) -> str:
        """Name the limit that was passed."""
        most = self.limits["seconds"]
        if tasks > self.limits["processes"]:  # not every kernel keeps to the limit that it was told
            return "processes"
        if self.busy >= most:
            return "processes" if tasks == self.limits["processes"] else "cpu"
        if self.idle >= most or self.looked - self.begun >= self.limits["longest"]:
            return "timeout"
        return "disk" if too_many_files(self.limits) else "memory" if too_much_memory(self.limits) else ""


def watched(program: int, limits: dict[str, int]) -> str:
    """Return how the program ended, or what ends it."""
    tally = Tally(program, limits)
    poller = select.poll()
    poller.register(os.pidfd_open(program), select.POLLIN)
    poller.register(LEASH, 0)  # that its other end is gone is always told
    while not tally.ending:
        try:
            if any(handle == LEASH for handle, _ in poller.poll(LOOK * 1000)):
                return "unwanted"
            tally.reap()
            if not tally.ending:
                tally.look()
        except KeyboardInterrupt:  # the program shot at us; its other signals do not arrive here
            continue
    return tally.ending


def named(code: int, is_spent: bool) -> str:
    """Name the end of a program that left with a code, negative for a signal."""
    if code >= 0:
        return f"exit {code}"
    if code == -XCPU or (code == -KILLED and is_spent):
        return "cpu"
    return "disk" if code == -XFSZ else f"signal {-code}"


def wants_processor(pid: str, fields: list[bytes]) -> bool:
    """Whether a process runs or would like to. Its own state is that of its first thread alone."""
    if fields[0] in BUSY or fields[17] == b"1":
        return fields[0] in BUSY
    return any(stat(f"/proc/{pid}/task/{thread}")[0] in BUSY for thread in listed(f"/proc/{pid}/task"))


def too_many_files(limits: dict[str, int]) -> bool:
    """Whether there are more files than the program may have, empty ones among them."""
    disk = os.statvfs("/tmp")
    return disk.f_files - disk.f_ffree > limits["disk"] * FILES_PER_MB


def too_much_memory(limits: dict[str, int]) -> bool:
    """Whether the processes have more together than one may have."""
    most = limits["memory"] * MB
    # Resident pages are cheap to count, but shared ones count in each process; only a proportional sum decides.
    return sum(map(resident, processes())) > most and sum(map(proportional, processes())) > most


def processes() -> list[str]:
    """List the processes of the namespace but this one."""
    return [name for name in listed("/proc") if name.isdigit() and name != "1"]


def stat(place: str) -> list[bytes]:
    """Return what /proc says of a process or thread, from its state on; nothing much where it has just gone."""
    return content(f"{place}/stat").rpartition(b")")[2].split() or [b"0"] * 20


def resident(pid: str) -> int:
    """Return the bytes of memory that a process has, with those that it shares."""
    return int((content(f"/proc/{pid}/statm").split() or [b"0"] * 2)[1]) * resource.getpagesize()


def proportional(pid: str) -> int:
    """Return the bytes that a process has of its own and its part of the shared ones."""
    for line in content(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith(b"Pss:"):
            return int(line.split()[1]) * 1024
    return resident(pid)  # it hides itself, or has just gone


def listed(folder: str) -> list[str]:
    """List a folder of /proc; nothing where the process has gone."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def content(path: str) -> bytes:
    """Read a file of /proc; nothing where the process has gone or hides."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


if __name__ == "__main__":
    main(int(sys.argv[1]))
