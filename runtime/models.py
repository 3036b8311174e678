"""Which model plays a role, and the request that it is sent."""

from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import Field, field_validator

from .frozen import Frozen

REHEARSAL = "rehearsal"

_NOT_IDENTITY = {
    "url",
    "client",
    "deadline_seconds",
    "key_env",
    "price_in",
    "price_out",
    "requests_per_minute",
    "tokens_per_minute",
    "max_concurrency",
    "attempts",
}


class ModelSpec(Frozen):
    """A model and how it is sampled.

    `name` may be `rehearsal` (the built-in offline model), or `rehearsal:MANNER` for one of its manners.
    What only says how its endpoint is reached, how fast and at what price does not belong to a scenario's identity.
    """

    name: str = REHEARSAL
    url: str | None = None
    client: Literal["lean", "stock"] = "lean"
    """How requests travel: our own send path, or langchain-openai's."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int = Field(default=4096, ge=16)
    """A cap on every reply: constrained decoders can loop on white space until they meet one."""
    key_env: str = Field(default="OPENAI_API_KEY", pattern=r"^[A-Za-z_]\w*$")
    """The variable, of the environment or of `.env`, that holds the endpoint's key."""
    deadline_seconds: float = Field(default=300, gt=0)
    """How long one attempt may take, however busily the endpoint trickles."""
    price_in: float | None = Field(default=None, ge=0)
    """USD per million prompt tokens; unknown stays unknown."""
    price_out: float | None = Field(default=None, ge=0)
    """USD per million completion tokens."""
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)
    """Prompt and completion tokens together."""
    max_concurrency: int | None = Field(default=None, ge=1)
    """Calls in flight to this model, whatever the run's concurrency."""
    attempts: int = Field(default=6, ge=1, le=100)
    """How often one request is sent at most, where the endpoint fails."""

    @field_validator("url")
    @classmethod
    def _holds_no_secret(cls, url: str | None) -> str | None:
        """Refuse what would be written into the ledger with the scenario; the message does not repeat it."""
        parts = urlsplit(url or "")
        if parts.username or parts.password or parts.query:
            raise ValueError(
                "a model's url must hold no password and no query: put the key into a variable, see key_env"
            )
        return url

    @property
    def is_rehearsal(self) -> bool:
        """Whether this is the built-in offline model."""
        return self.name.split(":")[0] == REHEARSAL

    def identity(self) -> dict[str, Any]:
        """Return what of this spec shapes the data."""
        return self.model_dump(exclude=_NOT_IDENTITY)


class Quirk(Frozen):
    """What a family of models wants otherwise than the rest (data in quirks.yaml)."""

    families: tuple[str, ...]
    temperature: bool = True
    seed: bool = True
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"


def quirk_of(model: str) -> Quirk:
    """Return the first entry of quirks.yaml whose family is a prefix of the model's name (vendor path ignored)."""
    name = model.rsplit("/", 1)[-1].lower()
    return next((quirk for quirk in _quirks() if name.startswith(quirk.families)), Quirk(families=()))


@cache
def _quirks() -> tuple[Quirk, ...]:
    listed = yaml.safe_load(Path(__file__).with_name("quirks.yaml").read_text(encoding="utf-8"))
    return tuple(Quirk(**entry) for entry in listed)


def settings_for(spec: ModelSpec) -> dict[str, Any]:
    """Return the sampling parameters of a request, as this model wants them."""
    quirk = quirk_of(spec.name)
    # In extra_body, because ChatOpenAI renames max_tokens to what only OpenAI's own endpoint is sure to know.
    settings: dict[str, Any] = {"extra_body": {quirk.limit: spec.max_tokens}}
    if quirk.temperature and spec.temperature is not None:
        settings["temperature"] = spec.temperature
    if quirk.temperature and spec.top_p is not None:
        settings["top_p"] = spec.top_p
    return settings
