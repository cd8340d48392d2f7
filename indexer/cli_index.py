"""The commands that look after an index: `verify` and `rollback`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from indexer.errors import TimbaocaoError
from indexer.generations import Generations
from indexer.settings import load


@click.command()
@click.option("--index", metavar="DIR", help="Directory of the index; else .timbaocao.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(index: str | None, as_json: bool) -> None:
    """Read every byte of the index and of those that `evaluate` keeps, and ask them what they hold."""
    from indexer.engines.whoosh import WhooshFactory
    from indexer.verify import caches, verify

    generations = Generations(Path(load({"index": index}).index))
    problems = verify(generations, WhooshFactory())
    for cache in caches(generations.directory):
        problems += [f"{cache.name}: {problem}" for problem in verify(Generations(cache), WhooshFactory())]
    if as_json:
        click.echo(json.dumps({"sound": not problems, "problems": problems}, ensure_ascii=False))
    elif not problems:
        click.echo(f"{generations.current().manifest.generation} is sound.")
    if problems:
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        raise TimbaocaoError(f"The index is damaged: {problems[0]}{more}; run: timbaocao rebuild")


@click.command()
@click.option("--index", metavar="DIR", help="Directory of the index; else .timbaocao.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def rollback(index: str | None, as_json: bool) -> None:
    """Make the previous generation the live one; the next rollback goes forward again."""
    from indexer.engines.whoosh import WhooshFactory
    from indexer.language.analyzer import Analyzer
    from indexer.verify import rollback

    generations = Generations(Path(load({"index": index}).index))
    manifest = rollback(generations, WhooshFactory(), Analyzer().fingerprint).manifest
    if as_json:
        click.echo(json.dumps({"generation": manifest.generation, "reports": manifest.reports}))
    else:
        click.echo(f"{manifest.generation} of {manifest.created} is live, {manifest.reports:,} reports.")
