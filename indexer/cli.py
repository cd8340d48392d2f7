"""The command line, but for `serve`. Heavy imports wait until they are used.

Exit codes: 0 done; 1 failed, with one line that says why and what cures it; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import errno
import io
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from indexer import display
from indexer.cli_evaluate import evaluate
from indexer.cli_index import rollback, verify
from indexer.errors import TimbaocaoError
from indexer.generations import Generations
from indexer.model import Layer, SearchRequest, Sort
from indexer.settings import Settings, load
from indexer.status import read_status
from indexer.wire import page_json, report_json

if TYPE_CHECKING:
    from indexer.build import BuildSummary
    from indexer.live import LiveIndex
    from indexer.search import SearchService


class Commands(click.Group):
    """A group whose commands fail with one line, print UTF-8 wherever they run, and keep their order."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the name is click's
        return list(self.commands)

    def make_context(self, *args: Any, **values: Any) -> click.Context:
        with _failing_with_one_line():  # help and version are printed here
            return super().make_context(*args, **values)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        with _failing_with_one_line():
            return super().invoke(ctx)


@contextmanager
def _failing_with_one_line() -> Iterator[None]:
    try:
        yield
    except TimbaocaoError as error:
        raise click.ClickException(display.line(str(error))) from error
    except KeyboardInterrupt:
        raise click.exceptions.Exit(130) from None
    except MemoryError:
        raise click.ClickException("The memory is too small for this; see what else takes it.") from None
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # click ends quietly when nobody reads on
        where = f": {error.filename}" if error.filename else ""
        raise click.ClickException(display.line(f"{error.strerror or error}{where}")) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="timbaocao")
def cli() -> None:
    """timbaocao: full-text search for Vietnamese reports."""


index_option = click.option("--index", metavar="DIR", help="Directory of the index; else .timbaocao.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@cli.command()
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--jobs", type=click.IntRange(min=0), help="Processes that read, segment and merge; 0: one a core."
)
@click.option("--if-needed", is_flag=True, help="Do nothing where nothing has changed.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@index_option
@json_option
def rebuild(
    sources: tuple[Path, ...],
    jobs: int | None,
    if_needed: bool,
    quiet: bool,
    index: str | None,
    as_json: bool,
) -> None:
    """Index the reports in files and directories, beside the live index; then switch to the new one."""
    settings = load({"index": index, "jobs": jobs})
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was begun is cleared away, as by Ctrl-C
    summary = build_index(settings, sources, quiet=quiet, if_needed=if_needed)
    if as_json:
        document = asdict(summary)
        del document["rebuilt"]
        _print_json(document)
    elif not quiet:
        _print(_summary_lines(summary))


@cli.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--size", type=click.IntRange(min=1), help="Results on a page.")
@click.option("--page", type=click.IntRange(min=1), default=1, help="Which page, from 1.")
@click.option("--province", multiple=True, help="Only of this province; may repeat.")
@click.option("--year", multiple=True, metavar="YEAR", help="Only of this year; may repeat.")
@click.option("--kind", multiple=True, help="Only of this kind: tổng kết, sơ kết, giao ban, khác.")
@click.option("--sort", type=click.Choice(get_args(Sort)), default="relevance", show_default=True)
@index_option
@json_option
def search(
    query: tuple[str, ...],
    size: int | None,
    page: int,
    province: tuple[str, ...],
    year: tuple[str, ...],
    kind: tuple[str, ...],
    sort: Sort,
    index: str | None,
    as_json: bool,
) -> None:
    """Search the live index."""
    settings = load({"index": index})
    request = SearchRequest(
        text=display.clean(" ".join(query)),
        province=tuple(map(display.clean, province)),
        year=tuple(map(display.clean, year)),
        kind=tuple(map(display.clean, kind)),
        sort=sort,
        page=page,
        size=settings.page_size if size is None else size,
    )
    with open_service(settings) as service:
        answer = service.search(request)
    if as_json:
        _print_json(page_json(answer))
    else:
        _print(display.page(answer))


@cli.command()
@click.argument("id")
@index_option
@json_option
def show(id: str, index: str | None, as_json: bool) -> None:
    """Print a report."""
    with open_service(load({"index": index})) as service:
        report = service.view(display.clean(id)).report
    if as_json:
        _print_json(report_json(report))
    else:
        _print(display.report(report))


@cli.command()
@click.argument("text", nargs=-1, required=True)
@index_option
@json_option
def analyze(text: tuple[str, ...], index: str | None, as_json: bool) -> None:  # noqa: ARG001 - all have --index
    """Show the terms that a text is indexed under and searched by."""
    from indexer.language.analyzer import Analyzer

    joined = display.clean(" ".join(text))
    analysis = Analyzer().analyze(joined)
    order = list(Layer)
    rows = []
    for layer, tokens in analysis.layers.items():
        for token in tokens:
            start, end = analysis.offsets[token.first][0], analysis.offsets[token.last][1]
            rows.append((start, end, order.index(layer), layer.value, token.text))
    rows.sort()
    if as_json:
        _print_json(
            [
                {"text": joined[start:end], "start": start, "end": end, "layer": layer, "term": term}
                for start, end, _, layer, term in rows
            ]
        )
    else:
        _print(display.safe(f"{start:>4}-{end:<4} {layer:<10} {term}") for start, end, _, layer, term in rows)


@cli.command()
@index_option
@json_option
def status(index: str | None, as_json: bool) -> None:
    """Say what is live, and how the last rebuild ended."""
    document = read_status(Generations(Path(load({"index": index}).index)))
    if as_json:
        _print_json(document)
    else:
        _print(f"{name:<12} {display.line(value)}" for name, value in display.status(document).items())


for command in (verify, rollback, evaluate):
    cli.add_command(command)


def build_index(
    settings: Settings, sources: Sequence[Path] = (), *, quiet: bool = False, if_needed: bool = False
) -> BuildSummary:
    """Rebuilds, telling the progress on stderr."""
    from indexer.build import rebuild
    from indexer.engines.whoosh import WhooshFactory

    with closing(display.Progress(quiet=quiet)) as progress:
        return rebuild(
            sources or [Path(settings.source)],
            Generations(Path(settings.index)),
            WhooshFactory(),
            settings,
            progress=progress,
            if_needed=if_needed,
        )


def live_index(settings: Settings, *, thorough: bool = True) -> LiveIndex:
    """The index of these settings, not yet opened; one query alone need not check every byte of it."""
    from indexer.engines.whoosh import WhooshFactory
    from indexer.language.analyzer import Analyzer
    from indexer.live import LiveIndex

    return LiveIndex(
        Generations(Path(settings.index)),
        WhooshFactory(),
        analyzer_fingerprint=Analyzer().fingerprint,
        watch_seconds=settings.watch_seconds,
        thorough=thorough,
    )


def load_loops() -> None:
    """For whoever is asked much; before an index is opened."""
    from indexer import kernels

    kernels.prepare(lambda: click.echo("Loops are compiled, once for this installation ...", err=True))


@contextmanager
def open_service(settings: Settings) -> Iterator[SearchService]:
    from indexer.search import SearchService

    with closing(live_index(settings, thorough=False)) as live:
        yield SearchService(live, settings)


def _summary_lines(summary: BuildSummary) -> Iterator[str]:
    if summary.rebuilt:
        yield (
            f"{display.reports(summary.reports)} indexed in {summary.seconds:.1f} s "
            f"({display.size(summary.bytes)}): {summary.generation} is live."
        )
    else:
        yield f"Nothing has changed: {summary.generation} stays, {display.reports(summary.reports)}."
    yield from display.skipped(summary.skipped)


def _print(lines: Iterator[str] | Sequence[str]) -> None:
    click.echo("\n".join(lines))


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))
