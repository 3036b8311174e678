"""What is wrong with a text that should be YAML, in one line."""


def fault_in(error: Exception) -> str:
    """Return what a reader of YAML stumbled over, with the line where it knows it."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}: {problem}" if mark else problem
