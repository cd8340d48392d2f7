"""create_app: the site over a search service."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import PathConverter

from indexer.search import SearchService
from indexer.settings import Settings
from webui import (
    api,
    apipage,
    delivery,
    languages,
    limits,
    logs,
    metrics,
    observe,
    pages,
    problems,
    suggestions,
    takeaway,
)
from webui.assets import Assets
from webui.delivery import Pages
from webui.examples import Examples
from webui.rendering import templates
from webui.site import EXTENSION, Site

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Utf8Json(DefaultJSONProvider):
    """Bodies a Vietnamese reader can read, members in the order the design gives them.

    Halves of characters, which no encoding takes, become question marks.
    """

    ensure_ascii = False
    sort_keys = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return super().dumps(obj, **kwargs).encode("utf-8", "replace").decode("utf-8")


class IdConverter(PathConverter):
    """An id is given verbatim by its collection, and may even begin with a slash."""

    regex = r"[\s\S]+?"
    part_isolating = False


def create_app(service: SearchService, settings: Settings) -> Flask:
    """The site over a search service; `settings` bounds queries and pages."""
    app = Flask("webui")
    app.json = Utf8Json(app)
    app.url_map.merge_slashes = False
    app.url_map.converters["path"] = IdConverter
    assets = Assets(app.static_folder or "")
    app.extensions[EXTENSION] = Site(service, settings, Examples(service), Pages(), templates(assets))
    observers = [logs.observer(with_query=settings.log_queries)]
    if settings.metrics:
        observers.append(metrics.register(app, service))
    observe.register(app, observers)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(apipage.blueprint)
    app.register_blueprint(suggestions.blueprint)
    app.register_blueprint(takeaway.blueprint)
    problems.register(app)
    languages.register(app)
    limits.register(app, settings)
    delivery.register(app, assets)

    @app.after_request
    def add_headers(response: Response) -> Response:
        far = request.endpoint == "static" and assets.is_current(request.path, request.args.get("v"))
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if far else "no-cache"
        response.headers.extend(SECURITY_HEADERS)
        return response

    return app
