"""The JSON shapes that the command line and the site share (one place, so that they cannot differ)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from indexer.model import FILTERS, Hit, Note, Page, Period, Pieces, Report, SameReport, SearchRequest

Json = dict[str, Any]


def report_path(id: str, query: str = "") -> str:
    """The path of a report's page on the site.

    >>> report_path("hội nghị/1", "nghệ an")
    '/reports/h%E1%BB%99i%20ngh%E1%BB%8B/1?q=ngh%E1%BB%87+an'
    """
    path = "/reports/" + quote(id, safe="/", errors="replace")
    return path + "?" + urlencode({"q": query}, errors="replace") if query else path


def search_path(request: SearchRequest, text: str) -> str:
    """The path of the site where another text is searched for with the same filters.

    >>> search_path(SearchRequest(text="hoi", province=("Huế",)), "hội")
    '/?q=h%E1%BB%99i&province=Hu%E1%BA%BF'
    """
    parameters = [("q", text)]
    for name in FILTERS:
        parameters += [(name, value) for value in getattr(request, name)]
    for name in ("year_from", "year_to"):
        if getattr(request, name) is not None:
            parameters.append((name, str(getattr(request, name))))
    parameters += [("off", kind) for kind in request.off]
    parameters += [] if request.expand else [("expand", "0")]
    return "/?" + urlencode(parameters, errors="replace")


def period_json(period: Period | None) -> Json | None:
    return period._asdict() if period else None


def pieces_json(pieces: Pieces) -> list[Json]:
    return [{"text": piece.text, "matched": piece.matched} for piece in pieces]


def report_json(report: Report) -> Json:
    """A report as `GET /api/reports/ID` and `timbaocao show` give it."""
    names = ("id", "title", "published", "event_date", "period", "plan_period", "province",
             "province_now", "kind", "byline", "file", "publisher", "body",
             "agency", "people", "districts")  # fmt: skip
    document = {name: getattr(report, name) for name in names}
    document["period"] = period_json(report.period)
    document["plan_period"] = period_json(report.plan_period)
    document["people"] = [person._asdict() for person in report.people]
    document["districts"] = list(report.districts)
    return document


def page_json(page: Page) -> Json:
    """A page of results as `GET /api/search` and `timbaocao search --json` give it."""
    request = page.request
    return {
        "query": {
            "text": request.text,
            "understood": page.understood,
            "notes": [_note_json(note) for note in page.notes],
        },
        "total": page.total,
        "total_loose": page.total_loose,
        "page": request.page,
        "pages": page.pages,
        "size": request.size,
        "took_ms": round(page.took_ms, 3),
        "hits": [_hit_json(hit, request.text) for hit in page.hits],
        "facets": {
            name: [{"value": value, "count": count} for value, count in values.items()]
            for name, values in page.facets.items()
        },
        "suggestion": (
            {"text": page.suggestion.text, "url": page.suggestion.url} if page.suggestion else None
        ),
        "partial": page.partial,
    }


def _note_json(note: Note) -> Json:
    return {"kind": note.kind, "from": note.source, "to": note.target, "off": note.off}


def _hit_json(hit: Hit, query: str) -> Json:
    report = hit.report
    return {
        "id": report.id,
        "title": report.title,
        "title_pieces": pieces_json(hit.title_pieces),
        "url": report_path(report.id, query),
        "published": report.published,
        "event_date": report.event_date,
        "period": period_json(report.period),
        "province": report.province,
        "province_now": report.province_now,
        "kind": report.kind,
        "score": round(hit.score, 6),
        "grade": hit.grade.name.lower(),
        "loose": hit.loose,
        "snippets": [pieces_json(pieces) for pieces in hit.snippets],
        "same": [_same_json(copy, query) for copy in hit.same],
    }


def _same_json(copy: SameReport, query: str) -> Json:
    return {
        "id": copy.id,
        "title": copy.title,
        "url": report_path(copy.id, query),
        "publisher": copy.publisher,
        "published": copy.published,
    }
