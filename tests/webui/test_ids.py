"""An id is whatever its collection says: a report of any id is reached by the address that a search gives."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from indexer.build import rebuild
from indexer.engines.whoosh import WhooshFactory
from indexer.generations import Generations
from indexer.search import SearchService
from indexer.settings import Settings
from tests.serving import ONE_PROCESS, opened
from webui import create_app

IDS = (
    "a\nb", "b\n", "\nc", " d", "e\t", "f\0", "/g", "h/", "i//j", ".", "..", "../../etc/passwd", "?q=1", "#k",
    "%41", "<b>", "\u202el", "ệ", "e\u0323\u0302", ";m", "\\n", "\"'", "original", "p/original", "q" * 5_000,
)  # fmt: skip


def test_a_report_of_any_id_is_reached_by_the_address_of_its_hit(tmp_path: Path) -> None:
    lines = (json.dumps({"_id": id, "text": f"Hội nghị {at}"}) + "\n" for at, id in enumerate(IDS))
    (tmp_path / "ids.jsonl").write_text("".join(lines), encoding="utf-8")
    generations = Generations(tmp_path / "index")
    rebuild([tmp_path / "ids.jsonl"], generations, WhooshFactory(), ONE_PROCESS)
    with opened(generations) as live:
        client = create_app(SearchService(live, Settings()), Settings()).test_client()
        hits = client.get("/api/search?q=hội nghị&size=100").get_json()["hits"]
        assert sorted(hit["id"] for hit in hits) == sorted(IDS)
        for hit in hits:
            assert client.get(hit["url"]).status_code == 200, hit["id"]
            answer = client.get("/api/reports/" + quote(hit["id"]))
            assert answer.get_json()["id"] == hit["id"]
