"""What every route needs, kept with the app it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app, request
from jinja2 import Environment

from indexer.errors import BadRequest
from indexer.search import SearchService
from indexer.settings import Settings
from webui.examples import Examples

if TYPE_CHECKING:
    from webui.delivery import Pages

EXTENSION = "timbaocao"


@dataclass(frozen=True, slots=True)
class Site:
    service: SearchService
    settings: Settings
    examples: Examples
    pages: Pages
    templates: Mapping[str, Environment]


def site() -> Site:
    """The site whose request is being answered."""
    return cast(Site, current_app.extensions[EXTENSION])


def root() -> str:
    """The site's own address as it was asked for, without a slash at its end. Raises BadRequest."""
    if not request.host:
        raise BadRequest("The Host header names no host; give the site's own name.")
    return request.host_url.rstrip("/")
