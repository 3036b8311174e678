"""LLaMA-Factory reads a folder with a `dataset_info.json`; the last line printed says what it would train on, as JSON.

Started on its own, in an environment with the `datasets` library and LLaMA-Factory's wheel, whose own code does it
all: finds the dataset, loads the file, converts each row and drops what its supervised stage drops. Three things
stand in for what it imports and does not use on this way, so that neither torch nor transformers is needed: its
packages' `__init__` files, the names of weight files, and two switches for other hubs. Tokenizing is left out.
"""

import json
import sys
from argparse import Namespace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

ABSENT = ("peft", "peft.utils", "transformers", "transformers.utils")
NAMES_OF_WEIGHT_FILES = (
    "SAFETENSORS_WEIGHTS_NAME",
    "SAFE_WEIGHTS_INDEX_NAME",
    "SAFE_WEIGHTS_NAME",
    "WEIGHTS_INDEX_NAME",
    "WEIGHTS_NAME",
)


def stand_in(name: str, **held: object) -> None:
    """Put a module of that name in the place of one that is not loaded."""
    module = ModuleType(name)
    module.__dict__.update(held)
    sys.modules[name] = module


def prepare() -> None:
    """Let LLaMA-Factory's data code be imported without the rest of it."""
    found = find_spec("llamafactory")
    assert found is not None
    assert found.origin is not None
    home = Path(found.origin).parent
    for folder in ("", "data", "data/processor", "extras"):
        name = ".".join(("llamafactory", *filter(None, folder.split("/"))))
        stand_in(name, __path__=[str(home / folder)])
    for library in ABSENT:
        stand_in(library, **dict.fromkeys(NAMES_OF_WEIGHT_FILES, "weights"))
    import_module("llamafactory.extras.constants")
    for library in ABSENT:  # `datasets` asks them more if they are there
        del sys.modules[library]
    stand_in("llamafactory.extras.misc", use_modelscope=lambda: False, use_openmind=lambda: False)


def converted(folder: str, name: str) -> Any:
    """Return the dataset as LLaMA-Factory aligns it, a row for each of the file's."""
    parser, converter = (import_module(f"llamafactory.data.{part}") for part in ("parser", "converter"))
    (attributes,) = parser.get_dataset_list([name], folder)
    loaded = import_module("datasets").load_dataset(
        "json",
        data_files=[str(Path(folder) / attributes.dataset_name)],
        split=attributes.split,
        cache_dir=str(Path(folder) / "cache"),
    )
    how = Namespace(streaming=False, preprocessing_num_workers=None, overwrite_cache=True)
    return converter.align_dataset(loaded, attributes, how, Namespace(local_process_index=0))


def trained_on(aligned: Any) -> list[dict[str, Any]]:
    """Return what the supervised stage hands on to be tokenized."""
    supervised = import_module("llamafactory.data.processor.supervised")
    kept: list[dict[str, Any]] = []

    def keep(_: object, **example: Any) -> tuple[list[int], list[int]]:
        messages = [*example["prompt"], *example["response"]]
        kept.append({"messages": messages, "system": example["system"], "tools": example["tools"]})
        return [], []

    stage = type("Kept", (supervised.SupervisedDatasetProcessor,), {"_encode_data_example": keep})
    stage(template=None, tokenizer=None, processor=None, data_args=None).preprocess_dataset(aligned[:])
    return kept


def called(row: dict[str, Any]) -> list[tuple[str, object]]:
    """Return the calls of a row as it reads them out of what it writes for Qwen, and write its tools for all models."""
    formatters = import_module("llamafactory.data.formatter")
    formats = import_module("llamafactory.data.tool_utils").TOOLS
    tools = row["tools"] and [
        formatters.ToolFormatter(tool_format=name).apply(content=row["tools"]) for name in formats
    ]
    assert not row["tools"] or all(tools)
    written = formatters.FunctionFormatter(slots=["{{content}}"], tool_format="qwen")
    words = {"thought_words": ("<think>", "</think>"), "tool_call_words": ("<tool_call>", "</tool_call>")}
    turns = [message["content"] for message in row["messages"] if message["role"] == "function"]
    made = [formats["qwen"].tool_extractor(written.apply(content=turn, **words)[0]) for turn in turns]
    return [(call.name, json.loads(call.arguments)) for calls in made for call in calls]


if __name__ == "__main__":
    prepare()
    rows = converted(*sys.argv[1:])
    kept = trained_on(rows)
    print(json.dumps({"rows": len(rows), "kept": kept, "calls": [called(row) for row in kept]}))
