"""Commands in processes of their own, as somebody types them who has no key, on a terminal of 80 columns."""

import subprocess
import sys
from pathlib import Path

from rehearsing import without_keys


def dramaturg(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one command of ours."""
    return python("-m", "dramaturg", *words, cwd=cwd)


def python(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder."""
    environment = without_keys() | {"COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
