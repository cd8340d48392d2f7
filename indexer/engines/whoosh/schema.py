"""How terms lie in a Whoosh index: a field for every layer of title and body, and two columns.

Whoosh's own analysis, stored fields (pickles) and lengths (one byte) are not used: terms come
finished, the report and its exact lengths are kept as JSON in columns.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Generator, Sequence
from typing import Any

from whoosh import columns, fields, formats

from indexer.model import FIELDS, FieldName, Layer, Token

# Raised by one whenever files written before can no longer be read.
VERSION = 1
META = "meta"  # id, attributes, date, lengths: read for every report when an index is opened
DOCUMENT = "document"  # the report, its offsets, its canonical terms: read when it is shown


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
    """A layer: finished terms with the ordinals they begin at."""

    def __init__(self) -> None:
        self._ordinals = OrdinalFormat()
        self.format = self._ordinals
        self.set_sortable(False)

    def index(
        self, value: Sequence[Token], **_: Any
    ) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        ordinals: dict[str, list[int]] = defaultdict(list)
        for token in value:
            ordinals[token.text].append(token.first)
        for text, found in ordinals.items():
            yield text.encode("utf-8", "replace"), len(found), float(len(found)), self._ordinals.encode(found)


def schema() -> fields.Schema:
    layers = {field_name(field, layer): TermsField() for field in FIELDS for layer in Layer}
    column = fields.COLUMN(columns.VarBytesColumn())
    return fields.Schema(**layers, **{META: column, DOCUMENT: column})
