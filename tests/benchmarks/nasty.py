"""How long nasty queries take on an index: python -m tests.benchmarks.nasty --index DIR [--queries N]."""

from __future__ import annotations

import time
from dataclasses import replace

import click

from indexer.cli import open_service
from indexer.model import SearchRequest
from indexer.settings import load
from tests.nasty import queries


@click.command()
@click.option("--index", required=True)
@click.option("--queries", "count", default=20_000, show_default=True)
@click.option("--seed", default=6, show_default=True)
def main(index: str, count: int, seed: int) -> None:
    """Prints percentiles, and the slowest queries."""
    took: list[tuple[float, str]] = []
    partial = 0
    with open_service(replace(load({"index": index}))) as service:
        service.search(SearchRequest("hội nghị"))
        for text in queries(count, seed):
            began = time.perf_counter()
            partial += service.search(SearchRequest(text)).partial
            took.append(((time.perf_counter() - began) * 1000, text))
    took.sort()
    for share in (0.5, 0.9, 0.95, 0.99, 0.999):
        click.echo(f"p{share * 100:g}  {took[int(share * (len(took) - 1))][0]:.1f} ms")
    click.echo(f"most {took[-1][0]:.1f} ms; {partial} of {count} answers partial")
    for ms, text in took[-5:]:
        click.echo(f"  {ms:.0f} ms {text[:100]!r}")


if __name__ == "__main__":
    main()
