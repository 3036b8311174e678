"""Where a model is reached."""

from typing import Final
from urllib.parse import urlsplit

from .environment import setting
from .models import ModelSpec

DEFAULT_URL: Final = "https://api.openai.com/v1"

LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def url_of(spec: ModelSpec) -> str:
    """Return a model's address: its own, the environment's, or OpenAI's."""
    return spec.url or setting("OPENAI_BASE_URL") or DEFAULT_URL


def is_local(url: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(url).hostname in LOCAL_HOSTS
