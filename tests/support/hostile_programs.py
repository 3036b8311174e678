"""Programs that do what generated code must not be able to do, and how each of them has to end."""

import sys
from typing import NamedTuple

from dramaturg.runtime.sandbox import Limits, Status

TIGHT = Limits(seconds=1, memory_mb=96, processes=8, output_kb=16, disk_mb=2)


class Hostile(NamedTuple):
    """A program, how it ends, and words that have to be among what it printed."""

    program: str
    ends: Status
    prints: str = ""


TIME = {
    "endless loop": Hostile("while True: pass", Status.CPU),
    "endless loop, deaf to its signal": Hostile(
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", Status.CPU
    ),
    "endless loop in a thread": Hostile(
        "import threading\ndef work():\n    while True: pass\nthreading.Thread(target=work).start()", Status.CPU
    ),
    "endless loops in children": Hostile("import os\nfor _ in range(2): os.fork()\nwhile True: pass\n", Status.CPU),
    "sleep": Hostile("import time\ntime.sleep(10_000)", Status.TIMEOUT),
    "stops itself": Hostile("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", Status.TIMEOUT),
    "closes its streams and sleeps": Hostile(
        "import os, time\nos.close(1), os.close(2)\ntime.sleep(10_000)", Status.TIMEOUT
    ),
    "waits for a child that sleeps": Hostile(
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(10_000)'])",
        Status.TIMEOUT,
    ),
}
PROCESSES = {
    "fork loop": Hostile("import os\nwhile True: os.fork()", Status.PROCESSES),
    "fork loop that goes on when refused": Hostile(
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", Status.PROCESSES
    ),
    "thread loop": Hostile(
        "import threading\nstop = threading.Event()\n"
        "try:\n    while True: threading.Thread(target=stop.wait).start()\nfinally: stop.set()",
        Status.PROCESSES,
    ),
}
MEMORY = {
    "memory": Hostile("kept = []\nwhile True: kept.append(bytearray(1 << 20))", Status.MEMORY),
    "memory at one go": Hostile("bytearray(1 << 40)", Status.MEMORY),
    "memory that is mapped": Hostile("import mmap\nmmap.mmap(-1, 1 << 40)", Status.MEMORY),
    "memory by several processes": Hostile(
        "import os, time\n[os.fork() for _ in range(2)]\nkept = b'x' * (60 << 20)\ntime.sleep(10_000)", Status.MEMORY
    ),
    "memory in a nameless file": Hostile("import os\nos.memfd_create('more')", Status.NONZERO, "PermissionError"),
    "memory by a raised limit": Hostile(
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))", Status.NONZERO, "ValueError"
    ),
}
DISK = {
    "large file": Hostile("open('large', 'wb').write(b'x' * (64 << 20))", Status.DISK),
    "many files": Hostile(
        "from itertools import count\nfor n in count(): open(str(n), 'wb').write(b'x' * 4096)", Status.DISK
    ),
    "many empty files": Hostile("from itertools import count\nfor n in count(): open(str(n), 'w')", Status.DISK),
    "file with a hole": Hostile("open('holey', 'wb').truncate(1 << 40)", Status.DISK),
    "shared memory": Hostile(
        "from multiprocessing.shared_memory import SharedMemory\n"
        "small = SharedMemory(create=True, size=1 << 20)\nsmall.buf[:] = bytes(1 << 20)\n"
        "SharedMemory(create=True, size=1 << 40)",
        Status.DISK,
    ),
}
OUTPUT = {
    "output flood": Hostile("while True: print('flood')", Status.OUTPUT, "[cut after 16 kB]"),
    "output flood without a line's end": Hostile("while True: print('flood', end='')", Status.OUTPUT),
    "flood of complaints": Hostile(
        "import sys\nwhile True: print('flood', file=sys.stderr)", Status.OUTPUT, "[cut after 16 kB]"
    ),
    "flood by a child": Hostile(
        "import os\nif os.fork(): os.wait()\nwhile True: os.write(1, bytes(4096))", Status.OUTPUT
    ),
}
REACHING_OUT = {
    "network": Hostile(
        "import socket\nsocket.create_connection(('192.0.2.1', 80), 2)", Status.NONZERO, "Network is unreachable"
    ),
    "name lookup": Hostile("import socket\nsocket.getaddrinfo('example.org', 80)", Status.NONZERO, "gaierror"),
    "virtual machine's socket": Hostile(
        "import socket\nsocket.socket(socket.AF_VSOCK)", Status.NONZERO, "Address family not supported"
    ),
    "routing": Hostile("import socket\nsocket.socket(socket.AF_NETLINK)", Status.NONZERO, "Address family not"),
    "home folders": Hostile(
        "import os\nfor place in ('/root', '/home', '/work', '/etc', '/var', '/sys', '/usr/lib', '/usr/bin', '/run'):\n"
        "    try: print(place, os.listdir(place))\n    except FileNotFoundError: continue\nprint('nothing')",
        Status.OK,
        "nothing",
    ),
    "somebody's environment": Hostile(
        "import os\nfor pid in filter(str.isdigit, os.listdir('/proc')):\n"
        "    try: print(pid, open(f'/proc/{pid}/environ').read().replace(chr(0), ' '))\n"
        "    except PermissionError: print(pid, 'refused')",
        Status.OK,
    ),
    "terminal": Hostile("open('/dev/tty')", Status.NONZERO, "FileNotFoundError"),
    "libraries that are installed": Hostile(
        "from importlib.util import find_spec\n"
        "print([name for name in ('dramaturg', 'pip', 'pydantic', 'pytest') if find_spec(name)] or 'none')",
        Status.OK,
        "none",
    ),
    "a shell": Hostile("import subprocess\nsubprocess.run('id', shell=True)", Status.NONZERO, "FileNotFoundError"),
}
RAISING_ITSELF = {
    "nested namespace": Hostile(
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000, 0x4000000, 0x2000000, 0x80):\n"
        "    print(libc.unshare(flag), os.strerror(ctypes.get_errno()))",
        Status.OK,
        "-1 Operation not permitted\n" * 8,
    ),
    "nested namespace by a new process": Hostile(
        "import ctypes, os, platform\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "for number in ((56 if platform.machine() == 'x86_64' else 220), 435):\n"
        "    libc.syscall(number, 0x10000000 | 17, 0, 0, 0, 0) or os._exit(1)\n"
        "    print(os.strerror(ctypes.get_errno()))",
        Status.OK,
        "Operation not permitted\nFunction not implemented\n",
    ),
    "root": Hostile("import os\nos.setuid(0)", Status.NONZERO, "Error: [Errno"),
    "tracing": Hostile(
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "print(libc.ptrace(16, 1, 0, 0), os.strerror(ctypes.get_errno()))",
        Status.OK,
        "-1 Operation not permitted",
    ),
    "writing outside": Hostile(
        "import os\ndone = []\n"
        "for place in ('/', '/dev', '/python', os.path.dirname(os.__file__), '/usr', '/lib64', '/proc/sys/kernel'):\n"
        "    try: done.append(open(place + '/mine', 'w'))\n    except OSError: pass\n"
        "for place in ('/init.py', '/python/bin/python', '/proc/sys/kernel/hostname'):\n"
        "    try: done.append(open(place, 'a'))\n    except OSError: pass\n"
        "print(done or 'nowhere')",
        Status.OK,
        "nowhere",
    ),
    "device": Hostile("import os\nos.mknod('disk', 0o60666, 0x800)", Status.NONZERO, "PermissionError"),
}
SIGNALS = {
    "kills its parent": Hostile(
        "import os, signal\n"
        "for name in ('SIGKILL', 'SIGTERM', 'SIGSTOP', 'SIGHUP', 'SIGUSR1'):\n"
        "    try: os.kill(os.getppid(), getattr(signal, name))\n    except PermissionError: pass\n"
        "print('alive')",
        Status.OK,
        "alive",
    ),
    "interrupts its parent": Hostile(
        "import os, signal\n"
        "for _ in range(300):\n"
        "    try: os.kill(os.getppid(), signal.SIGINT)\n    except PermissionError: pass\n"
        "print('alive')",
        Status.OK,
        "alive",
    ),
    "kills all that it may": Hostile(
        "import os, signal\nos.kill(-1, signal.SIGKILL)", Status.NONZERO, "ProcessLookupError"
    ),
    "kills itself": Hostile("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", Status.SIGNAL),
    "aborts": Hostile("import os\nos.abort()", Status.SIGNAL),
    "faults": Hostile("import ctypes\nctypes.string_at(0)", Status.SIGNAL),
}
ODD = {
    "deep recursion": Hostile("def down(): down()\ndown()", Status.NONZERO, "RecursionError"),
    "recursion that has no bound": Hostile(
        "import sys\nsys.setrecursionlimit(1 << 30)\ndeep = []\nfor _ in range(300_000): deep = [deep]\nrepr(deep)",
        Status.SIGNAL if sys.version_info < (3, 12) else Status.NONZERO,
    ),
    "bytes that are no text": Hostile(
        "import os\nos.write(1, b'one \\xff\\x00 two\\n')", Status.OK, "one \ufffd\ufffd two"
    ),
    "asks for input": Hostile("input()", Status.NONZERO, "EOFError"),
    "exit code": Hostile("import os\nos._exit(255)", Status.NONZERO),
    "leaves with a word": Hostile("raise SystemExit('enough')", Status.NONZERO, "enough"),
    "forges its report": Hostile(
        "import os\nfor place in ('/proc/self/fd', '/proc/1/fd'):\n"
        "    for handle in range(64):\n"
        "        try: open(f'{place}/{handle}', 'w').write('unexecuted\\n')\n        except OSError: pass\n"
        "os._exit(9)",
        Status.NONZERO,
    ),
    "reads what process 1 has": Hostile("open('/proc/1/mem', 'rb')", Status.NONZERO, "PermissionError"),
}

PROGRAMS: dict[str, Hostile] = TIME | PROCESSES | MEMORY | DISK | OUTPUT | REACHING_OUT | RAISING_ITSELF | SIGNALS | ODD
