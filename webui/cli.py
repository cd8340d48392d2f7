"""The console script: every command of `indexer.cli`, and `serve`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from indexer.cli import Commands, build_index, cli, index_option, live_index, load_loops
from indexer.errors import IndexUnavailable
from indexer.generations import Generations
from indexer.settings import Settings, load

if TYPE_CHECKING:
    from indexer.live import LiveIndex
    from webui.server import Server

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


@click.command()
@click.option("--host", help="Address to listen on; else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; else 8000.")
@index_option
def serve(host: str | None, port: int | None, index: str | None) -> None:
    """Serve the search page; builds the index first where there is none."""
    settings = load({"host": host, "port": port, "index": index})
    signal.signal(signal.SIGTERM, _give_up)
    live = live_index(settings)
    server = _server(live, settings)
    try:
        _have_an_index(settings)
        load_loops()
        with live.snapshot():
            live.start()
        _spare_the_collector()
        _warn(settings)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _frame: _stop(server, number))
        click.echo(_address(settings, server))
        server.run()
    finally:
        server.close()
        live.close()


def _spare_the_collector() -> None:
    """What is loaded stays, and what a page makes dies with it: looking for cycles cost a page a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    """Ends like Ctrl-C: a rebuild clears away what it began."""
    raise SystemExit(0)


def _stop(server: Server, number: int) -> None:
    """The requests at hand are finished; a second signal ends the process where it stands."""
    signal.signal(number, signal.SIG_DFL)
    server.stop()


def _server(live: LiveIndex, settings: Settings) -> Server:
    """A bound server: a port that is taken is told before anything is built."""
    from indexer.search import SearchService
    from webui import create_app, logs
    from webui.server import Server

    logs.configure(settings)
    return Server(create_app(SearchService(live, settings), settings), settings)


def _warn(settings: Settings) -> None:
    from webui.limits import listens_on_loopback

    if not settings.trusted_hosts and not listens_on_loopback(settings):
        click.echo(
            f"Warning: whoever reaches {settings.host} reads the reports, by any name; "
            "name the site in the setting trusted_hosts.",
            err=True,
        )


def _have_an_index(settings: Settings) -> None:
    try:
        Generations(Path(settings.index)).pointer()
    except IndexUnavailable:
        click.echo(f"There is no index yet; building one from {settings.source} ...", err=True)
        summary = build_index(settings)
        click.echo(f"{summary.reports} reports indexed, {len(summary.skipped)} skipped.", err=True)


def _address(settings: Settings, server: Server) -> str:
    host = _ANY_ADDRESS.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{server.port}"


commands = Commands(
    cli.name,
    commands={**cli.commands, "serve": serve},
    help=cli.help,
    params=cli.params,
    context_settings=cli.context_settings,
)


def main() -> None:
    _have_streams()
    commands(prog_name="timbaocao")


def _have_streams() -> None:
    """Puts nothing in the place of streams that are closed, lest a file of the index gets their number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


if __name__ == "__main__":
    main()
