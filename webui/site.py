"""What every route needs, kept with the app it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

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


def site() -> Site:
    """The site whose request is being answered."""
    return cast(Site, current_app.extensions[EXTENSION])
