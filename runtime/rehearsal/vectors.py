"""Embeddings without a model: hashed character trigrams, so that alike texts have alike vectors."""

import base64
import math
import struct
from collections.abc import Sequence
from typing import Final
from zlib import crc32

DIMENSIONS: Final = 256
"""Unless the request says otherwise."""

MOST_DIMENSIONS: Final = 4096

_GRAM: Final = 3


def vector(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """Return the text's vector, of length 1 and the same on every machine."""
    padded = f" {text.casefold()} "
    counts = [0] * dimensions
    for start in range(len(padded) - _GRAM + 1):
        code = crc32(padded[start : start + _GRAM].encode("utf-8", "surrogatepass"))
        counts[(code >> 1) % dimensions] += 1 if code & 1 else -1
    length = math.sqrt(sum(count * count for count in counts))
    if not length:
        # Endpoints give every text a vector, also one without a single gram.
        return [1.0] + [0.0] * (dimensions - 1)
    return [count / length for count in counts]


def packed(numbers: Sequence[float]) -> str:
    """Return a vector as the openai SDK asks for it: little-endian 32-bit floats in base64."""
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode("ascii")
