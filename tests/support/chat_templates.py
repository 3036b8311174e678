"""Chat templates rendered as transformers renders them, and calls read out of what Qwen's and Hermes' write.

Written from what transformers documents: a sandboxed Jinja that trims blocks, `tojson` that escapes nothing for HTML,
`raise_exception`, `strftime_now`, loop controls, and `generation` blocks, whose contents are trained on.
"""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

from jinja2 import Template, nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

DAY = date(2026, 1, 1)

_SAID = re.compile(r"<\|im_start\|>assistant\n(.*?)<\|im_end\|>", re.DOTALL)
_CALL = re.compile(r"<tool_call>\n(.*?)\n</tool_call>", re.DOTALL)


class Generation(Extension):
    """What stands in a `generation` block is rendered as it is."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def compiled(template: str) -> Template:
    """Return a template that is ready to render."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    environment.filters["tojson"] = _tojson
    return environment.from_string(template, globals={"raise_exception": _refuse, "strftime_now": DAY.strftime})


def render(template: Template, messages: Sequence[Any], tools: Sequence[Any]) -> str:
    """Return a chat as text."""
    return template.render(messages=messages, tools=tools or None, bos_token="<s>", eos_token="</s>")


def calls_in(text: str) -> list[tuple[str, Any]]:
    """Return the calls that the assistant's turns of a rendered chat hold."""
    made = [json.loads(call) for said in _SAID.findall(text) for call in _CALL.findall(said)]
    return [(call["name"], call["arguments"]) for call in made]


def _tojson(value: Any, ensure_ascii: bool = False, **layout: Any) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, **layout)


def _refuse(why: str) -> NoReturn:
    raise TemplateError(why)
