"""Every failure that Dramaturg names, and who it belongs to.

    DramaturgError                 what is wrong, where, and what mends it
    ├── UsageError          exit 2 the user's input: scenario, seeds, flags, files
    ├── BudgetReached       exit 3 a limit of the scenario's budget; the run can go on later
    ├── EndpointError       exit 4 the endpoint's fault: it fails no brief, the run pauses
    ├── RunDirectoryError   exit 5 the directory is locked, damaged or another scenario's
    └── ContentError        a model's replies stayed unusable: final for its brief, never fatal

Only `graphs.engine` and `cli` catch the whole tree; a content error becomes a recorded failure there.
"""

from enum import StrEnum


class DramaturgError(Exception):
    """Something named went wrong.

    Args:
        what: what is wrong and where, in one sentence.
        fix: the edit or the command that mends it.
    """

    exit_code = 1

    def __init__(self, what: str, *, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


class UsageError(DramaturgError):
    """The user's scenario, seeds, flags or files cannot be used as they are."""

    exit_code = 2


class BudgetReached(DramaturgError):
    """A limit of the budget was reached before the wanted number was."""

    exit_code = 3


class RunDirectoryError(DramaturgError):
    """A run directory is held by another process, damaged, or belongs to another scenario."""

    exit_code = 5


class EndpointFault(StrEnum):
    """Why an endpoint gave no reply at all. None of these is a brief's fault."""

    NETWORK = "network"
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    SERVER = "server_error"
    AUTHENTICATION = "authentication"
    BAD_REQUEST = "bad_request"
    NOT_FOUND = "not_found"


class EndpointError(DramaturgError):
    """An endpoint refused, broke off or did not answer."""

    exit_code = 4

    def __init__(
        self,
        fault: EndpointFault,
        what: str,
        *,
        fix: str,
        status: int | None = None,
        retry_after: str | None = None,
    ) -> None:
        super().__init__(what, fix=fix)
        self.fault = fault
        self.status = status
        self.retry_after = retry_after


class ContentFault(StrEnum):
    """Why a reply that did arrive cannot be used."""

    EMPTY = "empty_reply"
    REFUSAL = "refusal"
    CUT_OFF = "length_cut_off"
    FILTERED = "content_filter"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    NO_CHOICES = "no_choices"
    BROKEN_BODY = "broken_body"
    UNSOLVABLE = "unsolvable_task"
    DEADLINE = "brief_deadline"


class ContentError(DramaturgError):
    """A model's reply stayed unusable after the repair round.

    `text` holds whatever bytes arrived, so that nothing paid for is lost; `step` is the step path of the call.
    """

    def __init__(self, fault: ContentFault, what: str, *, text: str = "", step: str = "") -> None:
        super().__init__(what, fix="read the reply with `dramaturg traces show`, or try a stronger model")
        self.fault = fault
        self.text = text
        self.step = step
