"""All chat formats by name, and what makes their chats comparable."""

from typing import Final

from dramaturg.releases.chat_row import ChatRow
from dramaturg.releases.exporters.hermes import HermesRow
from dramaturg.releases.exporters.openai import OpenAIRow
from dramaturg.releases.exporters.sharegpt import ShareGPTRow
from dramaturg.releases.exporters.trl import TRLRow
from dramaturg.releases.exporters.trl_strings import TRLStringsRow
from dramaturg.scenarios.chat_form import ChatForm

FORMATS: Final[dict[str, type[ChatRow]]] = {
    "openai": OpenAIRow,
    "trl": TRLRow,
    "trl-strings": TRLStringsRow,
    "sharegpt": ShareGPTRow,
    "hermes": HermesRow,
}


def numbered(form: ChatForm) -> ChatForm:
    """Return a chat with ids that count up, as formats without ids read it."""
    calls = [call for said in form.messages for call in said.calls]
    ids = {call.id: f"call_{number}" for number, call in enumerate(calls, 1)}
    messages = tuple(
        said.model_copy(
            update={
                "answers": ids.get(said.answers, ""),
                "calls": tuple(call.model_copy(update={"id": ids[call.id]}) for call in said.calls),
            }
        )
        for said in form.messages
    )
    return form.model_copy(update={"messages": messages})
