"""A column that grows while it is read as an array."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Grown:
    """A list that only grows, also as an array; new items are taken over when the array is asked for.

    >>> column = Grown("<i8")
    >>> column.items += [3, 1]
    >>> column.array()[[1, 0, 1]].tolist()
    [1, 3, 1]
    """

    def __init__(self, dtype: str, *shape: int) -> None:
        self.items: list[Any] = []
        self._array = np.zeros((64, *shape), dtype)
        self._done = 0

    def array(self) -> NDArray[Any]:
        count = len(self.items)
        if self._done < count:
            if count > len(self._array):
                larger = np.zeros((2 * count, *self._array.shape[1:]), self._array.dtype)
                larger[: self._done] = self._array[: self._done]
                self._array = larger
            self._array[self._done : count] = self.items[self._done :]
            self._done = count
        return self._array
