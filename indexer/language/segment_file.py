"""The files of underthesea's word model: a CRFsuite model, its feature templates and a dictionary.

Everything is bounds-checked and must be of the kind that is known; else UnknownModel is raised.
"""

from __future__ import annotations

import pickle
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Tokens that a feature looks to each side.
REACH = 2
_HEADER = struct.Struct("<4sI4s9I")
_CHUNK = struct.Struct("<4sII")
_CQDB = struct.Struct("<4s5I")
_FEATURE = np.dtype([("type", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE, _TRANSITION = 0, 1
_TEMPLATE = re.compile(r"T\[(-?\d)(?:,(-?\d))?\](?:\.(\w+))?")
_MODEL, _FEATURES, _DICTIONARY = "models.bin", "features.bin", "dictionary.bin"

# What a row of tokens adds to I-W against B-W, at each place from which it is seen.
Weights = tuple[float, ...]
Tables = dict[str, dict[str, Weights]]  # kind of feature -> value -> weights


class UnknownModel(Exception):
    """The files of the model are not of the kind that is known."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """`tables` by the number of tokens in a row; `transitions[i][j]` from label i to j, B-W first."""

    tables: dict[int, Tables]
    transitions: list[list[float]]
    dictionary: frozenset[str]


def read_model(directory: Path) -> ModelFiles:
    try:
        templates = _templates(_plain(directory / _FEATURES))
        labels, attributes, features = _read((directory / _MODEL).read_bytes())
        if sorted(labels) != ["B-W", "I-W"]:
            raise UnknownModel("it has other labels")
        advantages = _advantages(labels, features, len(attributes))
        return ModelFiles(
            _tables(templates, attributes, advantages),
            _transitions(labels, features),
            frozenset(_plain(directory / _DICTIONARY)),
        )
    except (
        OSError,
        ValueError,
        TypeError,
        IndexError,
        EOFError,
        struct.error,
        pickle.UnpicklingError,
    ) as error:
        raise UnknownModel(str(error)) from error


class _Plain(pickle.Unpickler):
    """Reads lists, sets and texts, and nothing that is called."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def _plain(path: Path) -> Any:
    with path.open("rb") as file:
        return _Plain(file).load()


def _templates(names: Sequence[str]) -> dict[str, tuple[int, str, int]]:
    """Of each feature template its tokens in a row, its kind, and its column among rows of that width."""
    templates = {}
    for name in names:
        match = _TEMPLATE.fullmatch(name)
        if match is None:
            raise UnknownModel(f"an unknown feature {name}")
        first, last = int(match[1]), int(match[2] or match[1])
        kind = match[3] or ""
        if not -REACH <= first <= last <= REACH or kind not in _KINDS or last - first > 2:
            raise UnknownModel(f"an unknown feature {name}")
        templates[name] = (last - first + 1, kind, first + REACH)
    return templates


_KINDS = frozenset({"", "lower", "isdigit", "istitle", "is_in_dict"})


def _tables(
    templates: dict[str, tuple[int, str, int]], attributes: Sequence[str], advantages: Sequence[float]
) -> dict[int, Tables]:
    """By tokens in a row and kind: the weights of every value that the model knows."""
    known: dict[int, dict[str, dict[str, list[float]]]] = {width: {} for width in (1, 2, 3)}
    for width, kind, _ in templates.values():
        known[width].setdefault(kind, {})
    for attribute, advantage in zip(attributes, advantages, strict=True):
        name, equals, value = attribute.partition("=")
        if name not in templates:
            raise UnknownModel(f"an unknown attribute {attribute if equals else name}")
        width, kind, column = templates[name]
        row = known[width][kind].setdefault(value, [0.0] * (2 * REACH + 2 - width))
        row[column] += advantage
    return {
        width: {kind: {value: tuple(row) for value, row in values.items()} for kind, values in kinds.items()}
        for width, kinds in known.items()
    }


def _read(data: bytes) -> tuple[list[str], list[str], NDArray[Any]]:
    """The labels, the attributes and the features of a model."""
    magic, size, type_, version, *_, labels, attributes, at, labels_at, attributes_at, _, _ = (
        _HEADER.unpack_from(data)
    )
    if (magic, size, type_, version) != (b"lCRF", len(data), b"FOMC", 100):
        raise UnknownModel("another kind of file")
    magic, _, count = _CHUNK.unpack_from(data, at)
    if magic != b"FEAT":
        raise UnknownModel("no features where they should be")
    features = np.frombuffer(data, _FEATURE, count, at + _CHUNK.size)
    names = list(_strings(data, labels_at, labels)), list(_strings(data, attributes_at, attributes))
    return *names, features


def _strings(data: bytes, at: int, count: int) -> Iterator[str]:
    """The keys of a constant quark database in the order of their numbers."""
    magic, size, _, _, number, begin = _CQDB.unpack_from(data, at)
    if magic != b"CQDB" or number != count or at + size > len(data):
        raise UnknownModel("no names where they should be")
    database = data[at : at + size]
    for entry in np.frombuffer(database, "<u4", count, begin).tolist():
        (length,) = struct.unpack_from("<I", database, entry + 4)
        yield database[entry + 8 : entry + 7 + length].decode()


def _advantages(labels: Sequence[str], features: NDArray[Any], count: int) -> list[float]:
    """What each attribute adds to I-W against B-W."""
    state = features[features["type"] == _STATE]
    signs = np.where(state["target"] == labels.index("I-W"), 1.0, -1.0)
    advantages: list[float] = np.bincount(state["source"], signs * state["weight"], count).tolist()
    return advantages


def _transitions(labels: Sequence[str], features: NDArray[Any]) -> list[list[float]]:
    """Scores from label to label, B-W first."""
    scores = [[0.0, 0.0], [0.0, 0.0]]
    for _, source, target, weight in features[features["type"] == _TRANSITION].tolist():
        scores[labels[source] == "I-W"][labels[target] == "I-W"] += weight
    return scores
