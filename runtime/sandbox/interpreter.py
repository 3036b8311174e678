"""This interpreter as a sandbox gets it: the executable, its standard library and the libraries that those load."""

import json
import os
import struct
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..frozen import Frozen

HOME = "/python"
"""Where it lies in a sandbox, wherever it lies outside: tracebacks are the same on every machine."""

# Loads every extension module of the standard library, then tells which files are mapped. Tk would bring a desktop's
# libraries; libgcc is loaded late, when a thread ends.
_ASK = """
import json, os, sys
folders = [folder for folder in sys.path if os.path.exists(folder)]
for name in sorted(name.partition(".")[0] for folder in folders for name in os.listdir(folder) if ".so" in name):
    if not name.startswith(("_test", "_tkinter", "xx")):
        try:
            __import__(name)
        except ImportError:
            pass
try:
    import ctypes
    ctypes.CDLL("libgcc_s.so.1")
except (ImportError, OSError):
    pass
mapped = {line.split(None, 5)[5].rstrip() for line in open("/proc/self/maps") if ".so" in line}
print(json.dumps({"prefix": sys.base_prefix, "folders": folders, "libraries": sorted(mapped)}))
"""

PROGRAM_HEADERS, HEADER_SIZE, LOADER = 32, 54, 3


class Told(Frozen):
    """What an interpreter tells of itself."""

    prefix: str
    folders: tuple[str, ...]
    libraries: tuple[str, ...]


class Mount(NamedTuple):
    """A file or folder of this machine, and where a sandbox sees it, read-only."""

    source: str
    target: str


class Interpreter(NamedTuple):
    """What is mounted, and which folders in it are not the standard library's."""

    mounts: tuple[Mount, ...]
    hidden: tuple[str, ...]


@cache
def interpreter() -> Interpreter:
    """Find out what Python needs; the answer is kept, since it takes a moment.

    Raises:
        OSError: the interpreter cannot be read or started.
        subprocess.SubprocessError: it does not tell.
    """
    executable = os.path.realpath(sys.executable)
    command = [executable, "-I", "-S", "-c", _ASK]
    told = Told(**json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout))
    library = [_mount(folder, told) for folder in told.folders if str(Path(folder).parent) not in told.folders]
    extra = (Path(mount.source, name) for mount in library for name in ("site-packages", "dist-packages"))
    return Interpreter(
        (Mount(executable, f"{HOME}/bin/python"), *library, *_libraries(told), *_loader(executable)),
        tuple(_mount(str(folder), told).target for folder in extra if folder.is_dir()),
    )


def _mount(path: str, told: Told) -> Mount:
    return Mount(path, f"{HOME}/{os.path.relpath(path, told.prefix)}")


def _libraries(told: Told) -> list[Mount]:
    """Return the shared libraries by the names that programs ask for: links such as libz.so.1, or the file's own."""
    outside = {path for path in told.libraries if not any(Path(path).is_relative_to(each) for each in told.folders)}
    names: dict[str, list[str]] = defaultdict(list)
    for folder in sorted({os.path.dirname(path) for path in outside}):
        for entry in os.scandir(folder):
            if entry.is_symlink() and ".so." in entry.name and (file := os.path.realpath(entry.path)) in outside:
                names[file].append(entry.name)
    asked = ((file, name) for file in sorted(outside) for name in sorted(names[file]) or [os.path.basename(file)])
    return [Mount(file, f"{HOME}/lib/{name}") for file, name in asked]


def _loader(executable: str) -> list[Mount]:
    """Return the dynamic loader, which an executable names by its path; nothing where it needs none."""
    with open(executable, "rb") as file:
        head = file.read(4096)
        start = struct.unpack_from("<Q", head, PROGRAM_HEADERS)[0]
        size, count = struct.unpack_from("<HH", head, HEADER_SIZE)
        for at in range(start, start + size * count, size):
            kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", head, at)
            if kind == LOADER:
                file.seek(offset)
                path = file.read(length).rstrip(b"\0").decode()
                return [Mount(path, path)]
    return []
