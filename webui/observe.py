"""Every answer, told to those who watch: the log, and the metrics where they are on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, Response, g, request

UNKNOWN_ROUTE = "unknown"
OTHER_METHOD = "other"
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. `route` is the rule of the address, not the address; `seconds` is the time it took."""

    method: str
    route: str
    status: int
    seconds: float
    bytes: int
    client: str
    query: str
    refused: str


Observer = Callable[[Answered], None]


def register(app: Flask, observers: Sequence[Observer]) -> None:
    """To be registered first: it then sees a request before, and its answer after, everybody else."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        answered = Answered(
            method=request.method if request.method in _METHODS else OTHER_METHOD,
            route=route(),
            status=response.status_code,
            seconds=time.perf_counter() - g.began,
            bytes=response.content_length or 0,
            client=request.remote_addr or "",
            query=request.args.get("q", ""),
            refused=g.get("refused", ""),
        )
        for observer in observers:
            observer(answered)
        return response


def route() -> str:
    """The rule that the address of this request follows."""
    return request.url_rule.rule if request.url_rule else UNKNOWN_ROUTE
