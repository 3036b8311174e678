"""From a model's name to the way to it, and what its endpoint can do."""

import os
from urllib.parse import urlsplit

from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from .errors import EndpointError, EndpointFault, UsageError
from .frozen import Reply
from .lean import LeanChatOpenAI
from .models import ModelSpec, settings_for
from .received import Sender
from .rehearsal.model import RehearsalChat
from .stock import StockSender
from .structured import Rung, response_format

DEFAULT_URL = "https://api.openai.com/v1"

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class Ping(Reply):
    """What a probe asks for."""

    ok: bool


def sender_for(spec: ModelSpec) -> Sender:
    """Return the way to a model.

    Raises:
        UsageError: the model needs a key and there is none; nothing was sent.
    """
    if spec.is_rehearsal and spec.url is None:
        return RehearsalChat(model=spec.name)
    url = spec.url or os.environ.get("OPENAI_BASE_URL") or DEFAULT_URL
    lean = LeanChatOpenAI(model=spec.name, base_url=url, api_key=SecretStr(_key(spec.name, url)))
    return lean if spec.client == "lean" else StockSender(lean)


async def close(sender: Sender) -> None:
    """Close a sender's connections, if it has any."""
    if isinstance(sender, LeanChatOpenAI):
        await sender.aclose()


async def find_rung(spec: ModelSpec, sender: Sender) -> Rung:
    """Return the best rung of the ladder that this endpoint accepts.

    The rehearsal model is known to take them all. Others are asked once per run with a tiny request.
    """
    if isinstance(sender, RehearsalChat):
        return Rung.JSON_SCHEMA
    for rung in (Rung.JSON_SCHEMA, Rung.JSON_OBJECT):
        if await _accepts(spec, sender, rung):
            return rung
    return Rung.PLAIN


async def _accepts(spec: ModelSpec, sender: Sender, rung: Rung) -> bool:
    question = HumanMessage('Reply with this JSON object: {"ok": true}')
    settings = settings_for(spec) | {"response_format": response_format(Ping, rung)}
    try:
        await sender.send([question], **settings)
    except EndpointError as error:
        if error.fault is EndpointFault.BAD_REQUEST:
            return False
        raise
    return True


def _key(model: str, url: str) -> str:
    key = os.environ.get("OPENAI_API_KEY", "")
    if key or urlsplit(url).hostname in LOCAL_HOSTS:
        return key or "none"
    raise UsageError(
        f"model {model!r} needs a key for its endpoint, and OPENAI_API_KEY is not set",
        fix="export OPENAI_API_KEY=…, or rehearse without a key: --model rehearsal",
    )
