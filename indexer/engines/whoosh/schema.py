"""How terms lie in a Whoosh index: a field for every layer of title and body, and one for mentions.

Whoosh's own analysis, stored fields (pickles) and lengths (one byte) are not used: terms come
finished, lengths and reports lie in arrays beside the postings.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Generator, Sequence
from typing import Any

from whoosh import fields, formats

from indexer.model import FIELDS, FieldName, Layer, Token

# Raised by one whenever files written before can no longer be read.
VERSION = 9
# Numbers in the signature of a report.
SIGNATURE = 64
MENTION = "mention"
# Layers of pairs, and the layer that each is made of. A pair stands where its first term does before its
# second: its positions would say nothing new.
PAIRED = {Layer.PAIR: Layer.SYLLABLE, Layer.BARE_PAIR: Layer.BARE}


def field_name(field: FieldName, layer: Layer) -> str:
    return f"{field}_{layer}"


class OrdinalFormat(formats.Positions):
    """Positions as packed integers; Whoosh's own format would pickle them."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        return array("i", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return array("i", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4

    def decode_weight(self, valuestring: bytes) -> float:
        return float(self.decode_frequency(valuestring))


class TermsField(fields.FieldType):
    """A layer: finished terms, with the ordinals they begin at where these tell something."""

    def __init__(self, *, placed: bool = True) -> None:
        self.placed = placed
        self.format = OrdinalFormat() if placed else formats.Existence()
        self.set_sortable(False)

    def index(
        self, value: Sequence[Token], **_: Any
    ) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        ordinals: dict[str, list[int]] = defaultdict(list)
        for token in value:
            ordinals[token.text].append(token.first)
        for text, found in ordinals.items():
            values = array("i", found).tobytes() if self.placed else b""
            yield encoded(text), len(found), float(len(found)), values


def encoded(text: str) -> bytes:
    """A term's bytes; a lone surrogate, which has none, becomes "?"."""
    return text.encode("utf-8", "replace")


FIELD_NAMES: dict[tuple[FieldName, Layer], str] = {
    (field, layer): field_name(field, layer) for field in FIELDS for layer in Layer
}

ALL_FIELDS = (*FIELD_NAMES.values(), MENTION)
LISTED = "\n".join(ALL_FIELDS).encode()  # as a segment names them


def schema() -> fields.Schema:
    layers = {name: TermsField(placed=layer not in PAIRED) for (_, layer), name in FIELD_NAMES.items()}
    return fields.Schema(**layers, **{MENTION: TermsField(placed=False)})
