"""From the start of `timbaocao search` to its first answer, on the seeds, all files in the cache."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.speed.processes import PRODUCT, ROOT, run
from tests.benchmarks.speed.table import Row

_TIMES, _LIMIT = 7, 5.0
_QUERY = "hội nghị tổng kết công tác thông tin và truyền thông"


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as index:
        run((*PRODUCT, "rebuild", str(ROOT / "seeds"), "--quiet", "--index", index))
        search = (*_program(), "search", _QUERY, "--index", index)
        imports = (sys.executable, "-c", "import whoosh, flask")
        pairs = [(run(search), run(imports)) for _ in range(_TIMES + 1)][1:]  # the first fills the cache
    for ours, _ in pairs:
        if "1. " not in ours.output:
            raise SystemExit("`timbaocao search` answered nothing; nothing was measured.")
    return [
        Row(
            f"start of `timbaocao search` to its first answer, the seeds, median of {_TIMES}", "s",
            [ours.seconds for ours, _ in pairs], '`python -c "import whoosh, flask"`',
            [theirs.seconds for _, theirs in pairs], "at most", _LIMIT,
        )
    ]  # fmt: skip


def _program() -> tuple[str, ...]:
    """The console script, where this Python has it."""
    script = Path(sys.executable).with_name("timbaocao")
    return (str(script),) if script.exists() else PRODUCT
