"""From a model's name to the way to it."""

from urllib.parse import urlsplit

from pydantic import SecretStr

from .environment import setting
from .errors import UsageError
from .lean import LeanChatOpenAI
from .models import ModelSpec
from .received import Sender
from .rehearsal.model import RehearsalChat
from .stock import StockSender

DEFAULT_URL = "https://api.openai.com/v1"

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def sender_for(spec: ModelSpec) -> Sender:
    """Return the way to a model.

    Raises:
        UsageError: the model needs a key and there is none; nothing was sent.
    """
    if spec.is_rehearsal and spec.url is None:
        return RehearsalChat(model=spec.name)
    url = spec.url or setting("OPENAI_BASE_URL") or DEFAULT_URL
    lean = LeanChatOpenAI(model=spec.name, base_url=url, api_key=SecretStr(_key(spec, url)))
    return lean if spec.client == "lean" else StockSender(lean)


async def close(sender: Sender) -> None:
    """Close a sender's connections, if it has any."""
    if isinstance(sender, LeanChatOpenAI):
        await sender.aclose()


def _key(spec: ModelSpec, url: str) -> str:
    if spec.is_rehearsal:
        return "none"  # nobody's key is for an endpoint that rehearses
    key = setting(spec.key_env)
    if key or urlsplit(url).hostname in LOCAL_HOSTS:
        return key or "none"
    raise UsageError(
        f"model {spec.name!r} needs a key for its endpoint, and {spec.key_env} is not set",
        fix=f"export {spec.key_env}=… (or put it into .env), or rehearse without a key: --model rehearsal",
    )
