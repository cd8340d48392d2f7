"""Syllables that say little by themselves. They add to the score and are never required.

Closed classes only (prepositions, conjunctions, particles, copulas); no noun or verb with a meaning.
"""

from __future__ import annotations

SYLLABLES = frozenset(
    """
    và của các những là có được cho với trong ở tại một này đó để từ đến về thì mà bị do theo như khi đã sẽ
    đang cũng hay hoặc vì nên nhưng rằng ra vào lên bởi cùng còn trên dưới bằng nào gì ai đâu sao nhiêu
    mấy thế vậy rất lại chỉ đều vẫn nếu
    """.split()
)

# Typed without accents a function syllable looks like many others (`do`: độ, đô, đồ), so that only the
# commonest forms, of which few reports are about the other readings, are taken for one.
BARE = frozenset("va cua cac nhung la duoc cho voi trong tai nay de thi ma khi nhu".split())
