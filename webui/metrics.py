"""`/metrics` for Prometheus, where it is switched on: how many, how quick, how old, how large."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Flask, Response

from indexer.errors import BadRequest, TimbaocaoError
from indexer.model import Overview
from indexer.search import SearchService
from webui.observe import Answered, Observer

if TYPE_CHECKING:
    from prometheus_client.core import Metric

# Seconds; a search has two by default.
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


def register(app: Flask, service: SearchService) -> Observer:
    """Adds the route; answers are to be told to the observer. Raises BadRequest without the extra."""
    try:
        from prometheus_client import (
            CONTENT_TYPE_LATEST,
            CollectorRegistry,
            Counter,
            Histogram,
            ProcessCollector,
            generate_latest,
        )
    except ImportError as error:
        raise BadRequest(
            "The setting metrics needs prometheus-client; run: pip install 'timbaocao[metrics]'"
        ) from error
    # The library's own registry would be shared by every site of a process.
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Collection(service))
    requests = Counter(
        "timbaocao_requests", "Answers by route and status.", ("route", "status"), registry=registry
    )
    seconds = Histogram(
        "timbaocao_request_seconds", "Time to answer.", ("route",), buckets=_BOUNDS, registry=registry
    )
    refused = Counter("timbaocao_refused", "Answers 429 by reason.", ("reason",), registry=registry)

    @app.get("/metrics", endpoint="metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    def observe(answered: Answered) -> None:
        requests.labels(answered.route, str(answered.status)).inc()
        seconds.labels(answered.route).observe(answered.seconds)
        if answered.refused:
            refused.labels(answered.refused).inc()

    return observe


class _Collection:
    """What the live generation holds, looked up once a generation."""

    def __init__(self, service: SearchService) -> None:
        self._service = service
        self._known: Overview | None = None
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        overview = self._overview()
        yield GaugeMetricFamily("timbaocao_index_up", "Whether an index is open.", value=overview is not None)
        if overview is None:
            return
        age = time.time() - datetime.fromisoformat(overview.created).timestamp()
        yield GaugeMetricFamily(
            "timbaocao_generation_age_seconds", "Time since the live index was written.", value=max(0.0, age)
        )
        yield GaugeMetricFamily("timbaocao_reports", "Reports in the live index.", value=overview.reports)

    def _overview(self) -> Overview | None:
        with self._lock:
            try:
                generation = self._service.generation()
                if self._known is None or self._known.generation != generation:
                    self._known = self._service.overview()
            except TimbaocaoError:
                self._known = None
            return self._known
