"""Finding and reading a scenario: a library name, a YAML file, or a Python file with a `scenario` in it."""

import difflib
import inspect
import runpy
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..runtime.errors import DramaturgError, UsageError
from ..runtime.frozen import is_mapping
from .kind import kind_of
from .spec import Scenario
from .yaml_faults import fault_in

NAME_OF_SCRIPTS = "dramaturg_scenario"
"""A loaded script's `__name__`, so that what stands under `if __name__ == "__main__":` does not run."""

is_loading: ContextVar[bool] = ContextVar("is_loading", default=False)
"""Whether a script is being read for its scenario; `run` refuses to work meanwhile."""


Keys = tuple[int | str, ...]
"""Where in a scenario something stands."""


class Loaded(NamedTuple):
    """A scenario and the folder that its relative paths start from."""

    scenario: Scenario
    base: Path


def library() -> dict[str, Path]:
    """Return the ready-made scenarios, by name."""
    folder = Path(str(files(f"{__package__}.library")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def listed() -> dict[str, str]:
    """Return what each ready-made scenario is about, by name, whether or not what it needs is installed."""
    return {name: _from_yaml(path).about for name, path in library().items()}


def load(named: str) -> Loaded:
    """Return the scenario that `named` means.

    Raises:
        UsageError: there is none, or it does not hold what a scenario must; the message names file, line and key.
    """
    path = Path(named).expanduser()
    if path.suffix not in (".py", ".yaml", ".yml"):
        path = _library_path(named)
    if not path.is_file():
        raise UsageError(f"there is no scenario file {path}", fix="check the path, or see `dramaturg list scenarios`")
    scenario = _at(path.parent, _from_script(path) if path.suffix == ".py" else _from_yaml(path))
    _refuse_unfit(path, scenario)
    return Loaded(scenario, path.parent)


def _at(base: Path, scenario: Scenario) -> Scenario:
    """Return the scenario with the places of its extensions and tables, which must be found again from anywhere."""
    tables = [table.model_copy(update={"path": _absolute(base, table.path)}) for table in scenario.tables]
    used = tuple(_absolute(base, used) for used in scenario.uses)
    return scenario.model_copy(update={"uses": used, "tables": tuple(tables)})


def _absolute(base: Path, path: str) -> str:
    return str((base / path).resolve())


def _refuse_unfit(path: Path, scenario: Scenario) -> None:
    try:
        kind_of(scenario)
    except UsageError as error:
        raise UsageError(f"{path}: {error.what}", fix=error.fix) from None


def _library_path(name: str) -> Path:
    known = library()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise UsageError(
        f"there is no library scenario {name!r}",
        fix=f"{hint}name one of: {', '.join(known)}; or a file that ends in .py or .yaml",
    )


def _from_yaml(path: Path) -> Scenario:
    text = _read(path)
    try:
        content = yaml.safe_load(text)
        node = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UsageError(f"{path} is not YAML: {fault_in(error)}", fix="mend that line") from None
    if not is_mapping(content):
        raise UsageError(f"{path} holds no scenario", fix="write `kind: instruction` and what else you want to set")
    try:
        return Scenario.model_validate(content)
    except ValidationError as error:
        raise _misfit(str(path), error, lambda keys: _line_of(node, keys)) from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", fix="give a UTF-8 text file that you may read") from None


def _from_script(path: Path) -> Scenario:
    with _loading():
        try:
            found = runpy.run_path(str(path), run_name=NAME_OF_SCRIPTS).get("scenario")
        except DramaturgError:
            raise
        except ValidationError as error:
            raise _misfit(str(path), error, lambda _: _script_line(path)) from None
        except Exception as error:
            place = _script_line(path) or getattr(error, "lineno", None)
            raise UsageError(
                f"{path}{f', line {place}' if place else ''}: {type(error).__name__}: {error}",
                fix="mend the script",
            ) from None
    if not isinstance(found, Scenario):
        raise UsageError(f"{path} defines no `scenario`", fix="write `scenario = Scenario(kind=…)` at its top level")
    return found


@contextmanager
def _loading() -> Generator[None]:
    token = is_loading.set(True)
    try:
        yield
    finally:
        is_loading.reset(token)


def _script_line(path: Path) -> int | None:
    """Return the innermost line of the script in the traceback that is being handled."""
    frame, line = sys.exc_info()[2], None
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == str(path):
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _misfit(where: str, error: ValidationError, line_of: Callable[[Keys], int | None]) -> UsageError:
    """Return the first misfits as one error: place, what is wrong, and the nearest name that there is."""
    issues = _without_echoes(error.errors(include_url=False))
    lines: list[str] = []
    for issue in issues[:5]:
        line = line_of(issue["loc"])
        place = f"{where}{f', line {line}' if line else ''}"
        lines.append(f"{place}: {'.'.join(map(str, issue['loc'])) or 'the scenario'}: {_said(issue)}")
    more = f"\n(and {len(issues) - 5} more)" if len(issues) > 5 else ""
    return UsageError("\n".join(lines) + more, fix=_nearest(issues[0]))


def _without_echoes(issues: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short because an item of it is wrong."""
    places = [issue["loc"] for issue in issues]
    return [
        issue
        for issue, place in zip(issues, places, strict=True)
        if issue["type"] != "too_short" or not any(other[: len(place)] == place != other for other in places)
    ]


def _said(issue: ErrorDetails) -> str:
    if issue["type"] == "extra_forbidden":
        return "there is no such field"
    return issue["msg"].removeprefix("Value error, ")


def _nearest(issue: ErrorDetails) -> str:
    if issue["type"] != "extra_forbidden":
        return "correct it; `dramaturg validate SCENARIO` checks without running"
    fields = _fields_at(Scenario, issue["loc"][:-1])
    near = difflib.get_close_matches(str(issue["loc"][-1]), fields, 1)
    return f"did you mean {near[0]!r}?" if near else f"use one of: {', '.join(fields)}"


def _fields_at(model: type[BaseModel], keys: Keys) -> list[str]:
    """Return the field names of the model that stands at this place."""
    found = model
    for key in keys:
        field = found.model_fields.get(str(key))
        if field is not None:
            found = next((part for part in _models_in(field.annotation)), found)
    return list(found.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    parts: tuple[Any, ...] = get_args(annotation)
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in parts:
        yield from _models_in(part)


def _line_of(node: yaml.Node | None, keys: Keys) -> int | None:
    line = None
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
            found = next(((k, v) for k, v in pairs if k.value == str(key)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            items: list[yaml.Node] = node.value
            node = items[key]
            line = node.start_mark.line + 1
    return line
