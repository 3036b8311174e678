"""Fresh virtual environments, for tests that install dramaturg as its users do.

They see the libraries of the test run through links, so nothing is downloaded, but no trace of the dramaturg
that the test run itself uses.
"""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_NOT_LIBRARIES = ("dramaturg", "__editable__", "__pycache__")


@dataclass(frozen=True)
class FreshVenv:
    """A virtual environment of its own, filled by the pip of the test run."""

    path: Path

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def site_packages(self) -> Path:
        return self.path / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"

    def pip(self, *arguments: str | Path) -> None:
        """Run pip on this environment."""
        checked([sys.executable, "-m", "pip", "--python", self.python, *arguments], cwd=self.path)

    def install(self, *what: str | Path) -> None:
        """Install without network, dependencies or build isolation."""
        self.pip("install", "--no-deps", "--no-build-isolation", "--no-index", *what)

    def run(self, code: str, *, cwd: Path) -> str:
        """Return what `python -c CODE` prints, started in a folder, which Python then searches first."""
        return checked([self.python, "-c", code], cwd=cwd)

    def origin(self, module: str, *, cwd: Path) -> Path | None:
        """Name the file that `import MODULE` would load."""
        code = f"import importlib.util as util, json; spec = util.find_spec({module!r})"
        found: str | None = json.loads(self.run(f"{code}; print(json.dumps(spec and spec.origin))", cwd=cwd))
        return None if found is None else Path(found)


def fresh_venv(path: Path) -> FreshVenv:
    """Make an environment that sees the libraries of the test run, but not its dramaturg."""
    venv.create(path, symlinks=True)
    made = FreshVenv(path)
    libraries = path / "libraries"
    libraries.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(_NOT_LIBRARIES):
            (libraries / entry.name).symlink_to(entry)
    (made.site_packages / "libraries.pth").write_text(f"{libraries}\n")
    return made


def copy_of_the_tree(destination: Path) -> Path:
    """Copy the files that git tracks and those that it would track on the next commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("this tree is no git checkout")
    listed = checked(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, destination / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    return destination


def wheel_of(tree: Path, folder: Path) -> Path:
    """Build a wheel as a release does."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    checked([*build, "--outdir", folder, tree], cwd=tree.parent)
    (built,) = folder.glob("*.whl")
    return built


def checked(command: Sequence[str | Path], *, cwd: Path) -> str:
    """Run a command that must succeed, without this process's Python settings, and return its output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout
