"""The loops over the characters and ordinals of texts: what highlight.py finds in one, in all of a page."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.kernels.jit import compiled
from indexer.kernels.layout import Ints, Longs, Measures, Rows, Spans, Tables, Text

# What a code unit is, in bits.
WORD, LETTER, SPACE, STOP, BRACKET, SMALL, FULL_STOP = (1 << bit for bit in range(7))
_NEWLINE, _BLANKS = ord("\n"), tuple(map(ord, " \n\u00a0\t"))
# Before the passages of a text: how many marks it has, how many places beyond those shown, and how many of
# these there are. Before the marks of a passage: the number of its first one, from 1 on, where it begins and
# ends, and whether text is left out before and after it. Behind it how many bounds its marks have, and these.
HEAD, PASSAGE = 3, 5


@compiled
def shown(
    texts: Rows,
    steps: Rows,
    titles: Spans,
    bodies: Spans,
    tables: Tables,
    measures: Measures,
    out: Ints,
) -> int:
    """Fills `out`; how much of it is filled, or -1 where a span has to be parted or nothing fits together."""
    at = begin = step = 0
    for number in range(len(texts.ends)):
        end, step_end = texts.ends[number], steps.ends[number]
        is_title = number < len(titles.ends)
        spans, row = (titles, number) if is_title else (bodies, number - len(titles.ends))
        size = (step_end - step) // 2
        starts, ends = np.empty(size, np.int64), np.empty(size, np.int64)
        text = Text(texts.values[begin:end], starts, ends, tables.kinds, tables.lower)
        if not _offsets(steps.values[step:step_end], text):
            return -1
        first, last = spans.ends[row - 1] if row else 0, spans.ends[row]
        marks = np.empty((last - first, 3), np.int64)
        count = _marks(text, spans, first, last, marks)
        if count < 0:
            return -1
        marks = marks[: _without_known(text, marks[:count])]
        at = _bounds(text, marks, 0, out, at) if is_title else _found(text, marks, measures, out, at)
        begin, step = end, step_end
    return at


@compiled
def _offsets(steps: Ints, text: Text) -> bool:
    """Sets where ordinals begin and end; False where that is not within the text."""
    char = signs = 0
    for at in range(len(text.starts)):
        signs |= steps[2 * at] | steps[2 * at + 1]
        text.starts[at] = char + steps[2 * at]
        char += steps[2 * at] + steps[2 * at + 1]
        text.ends[at] = char
    return bool(signs >= 0 and char <= len(text.codes))


@compiled
def _marks(text: Text, spans: Spans, begin: int, end: int, marks: Longs) -> int:
    """Spans joined where they touch: first, last, weight. How many; -1 where a span has to be parted.

    As well where the text has no such ordinals: of what is not there native code must not read.
    """
    count = weight = first_strong = last_strong = 0
    after = -1
    for at in range(begin, end):
        first, last, strong = int(spans.firsts[at]), int(spans.lasts[at]), not spans.weak[at]
        if not 0 <= first <= last < len(text.starts):
            return -1
        for inner in range(first, last):
            if _parts(text, inner):
                return -1
        if first > after or (first == after and _parts(text, first - 1)):
            if weight:
                count = _put(marks, count, first_strong, last_strong, weight)
            first_strong, last_strong, weight, after = first, last, int(strong), last + 1
            continue
        after = max(after, last + 1)
        if strong:
            if not weight:
                first_strong = last_strong = first
            last_strong = max(last_strong, last)
            weight += 1
    return _put(marks, count, first_strong, last_strong, weight) if weight else count


@compiled
def _put(marks: Longs, at: int, first: int, last: int, weight: int) -> int:
    """Writes a mark; the place of the next one."""
    marks[at, 0], marks[at, 1], marks[at, 2] = first, last, weight
    return at + 1


@compiled
def _parts(text: Text, ordinal: int) -> bool:
    """Whether a line or a sentence ends between an ordinal and the next."""
    end = text.ends[ordinal]
    signs, stops = 0, False
    small = text.kinds[text.codes[end - 1]] & SMALL != 0  # what stands before the signs
    for at in range(end, text.starts[ordinal + 1]):
        kind = text.kinds[text.codes[at]]
        if text.codes[at] == _NEWLINE or kind & BRACKET:
            return True
        if kind & SPACE and (signs > 1 or (stops and small)):
            return True
        if kind & (SPACE | WORD):
            signs, stops, small = 0, False, kind & SMALL != 0
        else:
            signs, stops = signs + 1, stops or kind & STOP != 0
    return False


@compiled
def _without_known(text: Text, marks: Longs) -> int:
    """Takes away marks of one syllable that stands in a longer mark too; how many are left."""
    total = 0
    for at in range(len(marks)):
        total += marks[at, 1] - marks[at, 0] + 1
    words, known = np.empty(total, np.int64), 0
    for at in range(len(marks)):
        if marks[at, 0] < marks[at, 1]:
            for ordinal in range(marks[at, 0], marks[at, 1] + 1):
                if not _is_among(text, ordinal, words[:known]):
                    words[known] = ordinal
                    known += 1
    left = 0
    for at in range(len(marks)):
        first = marks[at, 0]
        if first == marks[at, 1] and _is_letters(text, first) and _is_among(text, first, words[:known]):
            continue
        left = _put(marks, left, first, marks[at, 1], marks[at, 2])
    return left


@compiled
def _is_letters(text: Text, ordinal: int) -> bool:
    at, end = text.starts[ordinal], text.ends[ordinal]
    while at < end and _is(text, at, LETTER):
        at += 1
    return bool(at == end)


@compiled
def _is_among(text: Text, ordinal: int, words: Longs) -> bool:
    """Whether a syllable is written as one of others, but for capitals."""
    begin, size = text.starts[ordinal], text.ends[ordinal] - text.starts[ordinal]
    for word in words:
        if text.ends[word] - text.starts[word] == size:
            other, at = text.starts[word], 0
            while at < size and text.lower[text.codes[begin + at]] == text.lower[text.codes[other + at]]:
                at += 1
            if at == size:
                return True
    return False


@compiled
def _found(text: Text, marks: Longs, measures: Measures, out: Ints, at: int) -> int:
    """Writes what is shown of a text from `out[at]` on; where that ends."""
    places, densities = np.zeros((len(marks) + 1, 2), np.int64), np.zeros(len(marks) + 1)
    count = _places(text, marks, measures, places, densities)
    shown = np.zeros(measures.passages, np.int64)
    size = _densest(densities[: max(count, 1)], shown)  # of a text without marks its beginning
    out[at], out[at + 1], out[at + 2] = len(marks), max(count - size, 0), size
    at += HEAD
    for place in shown[:size]:
        begin, end = places[place, 0], places[place, 1]
        out[at] = begin + 1 if end else 0
        first, last = (marks[begin, 0], marks[end - 1, 1]) if end else (0, 0)
        start = _passage(text, first, last, measures, out[at + 1 : at + PASSAGE])
        at += PASSAGE
        at = _bounds(text, marks[begin:end], start, out, at)
    return at


@compiled
def _bounds(text: Text, marks: Longs, start: int, out: Ints, at: int) -> int:
    """Writes how many bounds there are, and where each mark begins and ends, from `start` on."""
    out[at] = 2 * len(marks)
    at += 1
    for mark in range(len(marks)):
        out[at], out[at + 1] = text.starts[marks[mark, 0]] - start, text.ends[marks[mark, 1]] - start
        at += 2
    return at


@compiled
def _places(
    text: Text, marks: Longs, measures: Measures, places: Longs, densities: NDArray[np.float64]
) -> int:
    """The first mark of each place and the one behind its last; how many places there are."""
    count = before = opened = 0
    for at in range(len(marks)):
        first, last, weight = marks[at, 0], marks[at, 1], marks[at, 2]
        if (
            not count
            or first - before > measures.gap
            or last - opened >= measures.window
            or _find(text, _NEWLINE, text.ends[before], text.starts[first]) >= 0
        ):
            places[count, 0], opened = at, first
            count += 1
        places[count - 1, 1] = at + 1
        densities[count - 1] += weight**1.5
        before = last
    return count


@compiled
def _densest(densities: NDArray[np.float64], shown: Longs) -> int:
    """The densest places, of equal ones the first, in the order of the text; how many they are."""
    count, size = 0, min(len(densities), len(shown))
    for _ in range(size):
        densities[np.argmax(densities)] = -1.0
    for place in range(len(densities)):
        if densities[place] < 0.0:
            shown[count] = place
            count += 1
    return size


@compiled
def _passage(text: Text, first: int, last: int, measures: Measures, out: Ints) -> int:
    """Where a passage begins and ends, and whether text is left out before and after it.

    Returns where it begins with what stands for the text that is left out.
    """
    if len(text.starts) == 0:
        out[0], out[1], out[2], out[3] = 0, len(text.codes), 0, 0
        return 0
    begin = first
    while begin > max(first - measures.lead, 0) and not _parts(text, begin - 1):
        begin -= 1
    start = _word_begins(text, text.starts[begin], measures.max_word)
    end = text.ends[_last_ordinal(text, last, begin + measures.window - 1)]
    while end < len(text.codes) and not _is(text, end, SPACE) and end - start < measures.max_passage:
        end += 1
    after = end
    while after < len(text.codes) and (text.codes[after] == _BLANKS[0] or text.codes[after] == _BLANKS[2]):
        after += 1
    goes_on = begin > 0 and _find(text, _NEWLINE, text.ends[begin - 1], start) < 0
    out[0], out[1] = start, end
    out[2] = goes_on and not _sentence_begins(text, start)
    out[3] = after < len(text.codes) and text.codes[after] != _NEWLINE
    return start - (measures.left_out if out[2] else 0)


@compiled
def _last_ordinal(text: Text, last: int, most: int) -> int:
    """The ordinal to end at, `most` at most: the last mark's or beyond it, on its line."""
    end = min(most, len(text.starts) - 1)
    if end <= last:
        return last
    line_end = _find(text, _NEWLINE, text.ends[last], text.starts[end])
    while line_end >= 0 and text.starts[end] >= line_end:
        end -= 1
    return end


@compiled
def _word_begins(text: Text, start: int, most: int) -> int:
    """The character behind the blank before `start`, if there is one among so many characters."""
    at = start
    while at > max(start - most, 0):
        for blank in _BLANKS:
            if text.codes[at - 1] == blank:
                return at
        at -= 1
    return start if at else 0


@compiled
def _sentence_begins(text: Text, char: int) -> bool:
    """Whether a line or a sentence begins at a character."""
    at, low = char, max(char - 8, 0)
    while at > low and _is(text, at - 1, SPACE):
        at -= 1
        if text.codes[at] == _NEWLINE:
            return True
    return char == 0 or (at < char and (at == low or _is(text, at - 1, FULL_STOP)))


@compiled
def _is(text: Text, at: int, kind: int) -> bool:
    return bool(text.kinds[text.codes[at]] & kind)


@compiled
def _find(text: Text, code: int, start: int, end: int) -> int:
    """Where a code unit stands first between two characters, or -1."""
    for at in range(start, end):
        if text.codes[at] == code:
            return at
    return -1
