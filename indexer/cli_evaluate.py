"""The command `evaluate`."""

from __future__ import annotations

import json
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indexer import display
from indexer.errors import BuildInProgress
from indexer.settings import Settings, load
from indexer.transforms import TRANSFORMS, Transform

if TYPE_CHECKING:
    from indexer.judgments import Judged

_PATIENCE = 1.0  # seconds between two looks at an index that another evaluation is building


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--transform", type=click.Choice(TRANSFORMS), default="none", show_default=True)
@click.option(
    "--index", metavar="DIR", help="Search this index; else one of DIR's corpus, built and kept apart."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def evaluate(directory: Path, transform: Transform, index: str | None, as_json: bool) -> None:
    """Judge the search by DIR's queries (corpus.jsonl, queries.jsonl, qrels.tsv: the layout of BEIR).

    The queries are searched for as they are, without accents (bare), as raw keystrokes (telex, vni), or
    with a wrong letter in each (typo).
    """
    from indexer import evaluate as judge
    from indexer.cli import open_service
    from indexer.judgments import read_judged

    judge.check_installed()
    judged = read_judged(directory)
    settings = judge.settings_for(judged, load({"index": index}))
    if index is None:
        settings = _with_index(directory, judged, settings)
    progress = display.Progress(
        tell=lambda done: f"{done:,} of {len(judged.queries):,} queries", finish="measuring"
    )
    with open_service(settings) as service, closing(progress):
        if index is not None:
            judge.check_indexed(judged, service)
        document = judge.evaluate(service, judged, transform, progress=progress).document()
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        for name, value in document.items():
            click.echo(f"{name:<10} {value:.4f}" if isinstance(value, float) else f"{name:<10} {value}")


def _with_index(directory: Path, judged: Judged, settings: Settings) -> Settings:
    """Settings that name an index of the folder's corpus; it is built where there is none as yet."""
    from indexer.cli import build_index
    from indexer.evaluate import cache_directory
    from indexer.judgments import check_reports, corpus_file

    corpus = corpus_file(directory)
    check_reports(judged, corpus)
    settings = replace(settings, index=str(cache_directory(corpus, settings)))
    while True:
        try:
            summary = build_index(settings, [corpus], if_needed=True)
        except BuildInProgress:
            time.sleep(_PATIENCE)
        else:
            break
    for line in display.skipped(summary.skipped):
        click.echo(line, err=True)
    return settings
