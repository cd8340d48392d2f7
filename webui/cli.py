"""The console script: every command of `indexer.cli`, and `serve`."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from indexer.cli import Commands, build_index, cli, index_option, live_index
from indexer.errors import BadRequest, IndexUnavailable
from indexer.generations import Generations
from indexer.settings import Settings, load

if TYPE_CHECKING:
    from indexer.live import LiveIndex

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


@click.command()
@click.option("--host", help="Address to listen on; else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; else 8000.")
@index_option
def serve(host: str | None, port: int | None, index: str | None) -> None:
    """Serve the search page; builds the index first where there is none."""
    settings = load({"host": host, "port": port, "index": index})
    signal.signal(signal.SIGTERM, _stop)
    live = live_index(settings)
    server = _server(live, settings)
    try:
        _have_an_index(settings)
        with live.snapshot():
            live.start()
        click.echo(_address(settings, server))
        server.run()
    finally:
        server.close()
        live.close()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Ends like Ctrl-C: waitress finishes the requests at hand, a rebuild clears away what it began."""
    raise SystemExit(0)


def _server(live: LiveIndex, settings: Settings) -> Any:
    """A bound server: a port that is taken is told before anything is built."""
    from waitress.server import create_server

    from indexer.search import SearchService
    from webui import create_app

    app = create_app(SearchService(live, settings), settings)
    try:
        return create_server(app, host=settings.host, port=settings.port, threads=settings.threads)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadRequest(
            f"{settings.host}:{settings.port} cannot be listened on ({why}); choose another with --port."
        ) from error


def _have_an_index(settings: Settings) -> None:
    try:
        Generations(Path(settings.index)).pointer()
    except IndexUnavailable:
        click.echo(f"There is no index yet; building one from {settings.source} ...", err=True)
        summary = build_index(settings)
        click.echo(f"{summary.reports} reports indexed, {len(summary.skipped)} skipped.", err=True)


def _address(settings: Settings, server: Any) -> str:
    host, port = settings.host, settings.port
    listening = getattr(server, "effective_listen", None) or [(host, getattr(server, "effective_port", port))]
    port = int(listening[0][1])
    host = _ANY_ADDRESS.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


commands = Commands(
    cli.name,
    commands={**cli.commands, "serve": serve},
    help=cli.help,
    params=cli.params,
    context_settings=cli.context_settings,
)


def main() -> None:
    commands(prog_name="timbaocao")


if __name__ == "__main__":
    main()
