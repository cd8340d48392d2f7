"""A column that grows while it is read as an array."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Grown:
    """An array that only grows; new items are taken over when it is asked for.

    >>> column = Grown("<i4")
    >>> column.extend([3, 1])
    >>> len(column), column.array()[[1, 0, 1]].tolist()
    (2, [1, 3, 1])
    """

    def __init__(self, dtype: str, *shape: int) -> None:
        self._array = np.zeros((64, *shape), dtype)
        self._done = 0
        self._new: list[Any] = []
        self.append, self.extend = self._new.append, self._new.extend

    def __len__(self) -> int:
        return self._done + len(self._new)

    def array(self) -> NDArray[Any]:
        """The items, and room for more behind them."""
        if self._new:
            count = len(self)
            if count > len(self._array):
                larger = np.zeros((count + count // 2, *self._array.shape[1:]), self._array.dtype)
                larger[: self._done] = self._array[: self._done]
                self._array = larger
            self._array[self._done : count] = self._new
            self._done = count
            self._new.clear()
        return self._array
