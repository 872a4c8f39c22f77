"""The command line: each command parses its options, calls one function and prints."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from broadsheet import __version__
from broadsheet.cli.terminal import Commands, Moment, say, say_json
from broadsheet.lean import one_thread, without_pandas

if TYPE_CHECKING:
    from broadsheet.dataset.manifest import Manifest
    from broadsheet.executors.engine import Engine
    from broadsheet.tasks import Settings

PATH = click.Path(readable=False)
"""What cannot be read is no wrong usage: whoever opens it says so."""
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
LAYOUTS = click.option(
    "--layout", "layouts", multiple=True, type=PATH, metavar="FILE",
    help="A layout file of your own, tried before those that come with Broadsheet; may be given several times.",
)  # fmt: skip
CAPTURED_AT = click.option(
    "--captured-at", type=Moment(), metavar="T",
    help="When the pages were fetched, in ISO 8601, UTC without a zone: what `heute` and `gestern` count from.",
)  # fmt: skip
DATASET = click.argument("dataset", type=PATH, metavar="DIR")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet", message="%(prog)s %(version)s")
def main() -> None:
    """Turn raw text dumps of news pages into a strict Parquet dataset of articles, media and comments.

    \b
    Exit codes:
      0    done; rejects are counted and shown
      1    `validate` found something, or there are rejects under --strict
      2    the command, an option or a layout file is wrong
      3    an input could not be read, or an output not be written
      130  interrupted
    """  # noqa: D301 - click's mark for lines that stay as they are


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=PATH, metavar="INPUT...")
@click.option("--out", required=True, type=PATH, metavar="DIR", help="The folder that becomes the dataset.")
@LAYOUTS
@click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="Worker processes; by default one for each processor."
)
@click.option("--resume", is_flag=True, help="Go on with an interrupted run of the same command.")
@click.option("--overwrite", is_flag=True, help="Replace a dataset at DIR, once the new one is finished.")
@click.option("--keep-lines", is_flag=True, help="Write the table `lines` too: what became of every line.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after N documents.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=None, metavar="X",
              help="Documents read with less confidence become rejects; 0 keeps all. By default 0.1.")  # fmt: skip
@click.option("--document-seconds", type=click.FloatRange(0, min_open=True), default=60.0, metavar="X",
              show_default=True, help="A document that takes longer to read becomes a reject.")  # fmt: skip
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
              help="What runs the work: processes here, or a Spark cluster that sees the same files.")  # fmt: skip
@click.option("--master", metavar="URL",
              help="The Spark cluster, such as local[4]; by default the one of spark-submit.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with 1 if there are rejects.")
@CAPTURED_AT
@click.option("--split-on", metavar="REGEX", help="In text files, a line that matches (RE2) starts the next document.")
@click.option("--id-field", metavar="NAME", help="The field of a record that holds its id.")
@click.option("--text-field", metavar="NAME", help="The field that holds the text.")
@click.option("--url-field", metavar="NAME", help="The field that holds the address.")
@click.option("--language-field", metavar="NAME", help="The field that holds the language.")
@click.option("--date-field", metavar="NAME", help="The field that says when the page was published.")
@click.option("--captured-field", metavar="NAME", help="The field that says when the page was fetched.")
@click.option("--preset", metavar="NAME", help="A corpus whose fields are known: oscar, oscar-hf, culturax, fineweb, "
              "hplt, cc-news, news-please or wet.")  # fmt: skip
@click.option("--content-defined-chunking", is_flag=True, help="For those who push versions of a dataset to a hub.")
@AS_JSON
def convert(
    inputs: tuple[str, ...],
    out: str,
    jobs: int | None,
    limit: int | None,
    *,
    engine: str,
    master: str | None,
    resume: bool,
    overwrite: bool,
    strict: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - click's options
) -> None:
    """Convert dumps into a dataset.

    An INPUT is a file, a folder, a glob in quotes, or - for standard input. Text files hold one page each, or several
    with --split-on; JSON Lines one page a line. A page that gives no valid article is kept in the table `rejects`, with
    its text and the rule that it broke.
    """
    with _engine(engine, master, jobs) as running:
        from broadsheet import driver
        from broadsheet.cli.progress import progress_bar

        with progress_bar() as progress:
            manifest = driver.convert(
                inputs,
                out,
                _settings(**options),
                engine=running,
                limit=limit,
                resume=resume,
                overwrite=overwrite,
                progress=progress,
                notice=partial(say, err=True),
            )
    if as_json:
        counts = manifest.counts
        rows = {table: counts.rows.get(table, 0) for table in manifest.tables}
        say_json({"documents": counts.documents, "rows": rows, "rejects": counts.rejects, "layouts": counts.layouts})
    _say_counts(manifest, out)
    if strict and manifest.counts.rejects:
        raise click.exceptions.Exit(1)


def _settings(
    layouts: tuple[str, ...],
    *,
    keep_lines: bool,
    min_confidence: float | None,
    document_seconds: float,
    content_defined_chunking: bool,
    **reading: Any,  # noqa: ANN401 - what is left: the options of ReadOptions
) -> Settings:
    from broadsheet.dataset.parts import PartOptions
    from broadsheet.readers import ReadOptions
    from broadsheet.tasks import MIN_CONFIDENCE, Settings, read_layout

    return Settings(
        read=ReadOptions(**reading),
        layouts=tuple(read_layout(path) for path in layouts),
        keep_lines=keep_lines,
        min_confidence=MIN_CONFIDENCE if min_confidence is None else min_confidence,
        document_seconds=document_seconds,
        parts=PartOptions(content_defined_chunking=content_defined_chunking),
    )


@contextmanager
def _engine(name: str, master: str | None, jobs: int | None) -> Iterator[Engine]:
    """Give what runs the work. A worker is started before anything else is loaded, so that both load side by side."""
    if name == "spark":
        if jobs is not None:
            raise click.UsageError("--jobs is for --engine local; with Spark the master says how much runs at a time.")
        from broadsheet.executors.spark import Spark

        yield Spark(master)
        return
    if master is not None:
        raise click.UsageError("--master names a Spark cluster: say --engine spark too.")
    from broadsheet.executors.launch import launch

    with closing(launch()) as first:
        from broadsheet.executors.local import Local

        yield Local(jobs or _processors(), first)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_MANY = 10
"""So many rejects are more than a page that went astray."""


def _say_counts(manifest: Manifest, out: str) -> None:
    """Say what came out; of what no reader could read, the first of its kind with its message."""
    from broadsheet.dataset.info import count_messages, first_rejects
    from broadsheet.formats import MESSAGES
    from broadsheet.readers import RULES

    counts = manifest.counts
    rows = [f"{counts.rows.get(table, 0):,} {table}" for table in manifest.tables]
    say(f"{out}: {counts.documents:,} documents: {', '.join(rows)}", err=True)
    first = first_rejects(out, counts.rejects.keys() & set(RULES))
    for rule, number in sorted(counts.rejects.items(), key=lambda item: (-item[1], item[0])):
        say(f"rejected: {number:,} {rule}", err=True)
        if rule in first:
            say(f"  {first[rule]}", err=True)
    unread = counts.rejects.keys() & {"not-an-article", "article.empty"}
    said = count_messages(out, unread) if unread else {}
    formats = {message: number for message, number in said.items() if message in MESSAGES.values()}
    for message, number in formats.items():
        say(f"{number:,} times: {message}", err=True)
    doubted = counts.rejects.get("not-an-article", 0) - sum(formats.values())
    if doubted >= _MANY and doubted > counts.documents / 2:
        limit = manifest.config["min_confidence"]
        say(
            f"Most pages look too little like articles (not-an-article: read with a confidence below {limit:g}). "
            f"If they are some, --min-confidence sets another limit, 0 keeps all. Their texts are in {out}/rejects.",
            err=True,
        )


@main.command()
@click.argument("file", type=PATH, metavar="FILE")
@click.argument("article_id", required=False)
@click.option("--root", metavar="FOLDER", type=PATH, help="With ARTICLE_ID: the folder that holds the INPUT.")
@LAYOUTS
@CAPTURED_AT
@AS_JSON
def explain(
    file: str,
    article_id: str | None,
    root: str | None,
    layouts: tuple[str, ...],
    captured_at: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Print what became of each line of a page.

    That is its label, the record and the columns that it went to, and the line itself. FILE holds one page; - is
    standard input. Or FILE is a dataset, and the page is that of ARTICLE_ID, found again in the input that lies in
    --root. On a terminal it is coloured, unless NO_COLOR is set.
    """
    from broadsheet import explain as report
    from broadsheet.tasks import read_layout

    own = [read_layout(path) for path in layouts]
    if article_id is None:
        if root is not None:
            raise click.UsageError("--root goes with a dataset and an ARTICLE_ID.")
        found = report.explain(file, layouts=own, captured_at=captured_at)
    else:
        if captured_at is not None:
            raise click.UsageError("--captured-at goes with a FILE; the dataset knows that of its conversion.")
        found = report.explain_article(file, article_id, root=root or ".", layouts=own)
    if as_json:
        say_json(found.as_dict())
        return
    for line, style in found.to_text():
        say(line, style)


@main.command()
@DATASET
@AS_JSON
def info(dataset: str, *, as_json: bool) -> None:
    """Print what a dataset holds.

    Rows and sizes of its tables, articles by layout, rejects by rule, and the first and last date of publication.
    """
    from broadsheet.dataset.info import summary

    found = summary(dataset)
    if as_json:
        say_json(found.as_dict())
    else:
        say(found.to_text().rstrip("\n"))


@main.command()
@DATASET
@AS_JSON
def validate(dataset: str, *, as_json: bool) -> None:
    """Check a dataset; exit with 1 if something is wrong.

    Its files are compared with its manifest, its rows with the schema, its tables with each other.
    """
    import attrs

    from broadsheet.dataset.validate import validate as check

    findings = check(dataset)
    if as_json:
        say_json({"findings": [attrs.asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            say(f"{finding.rule}: {finding.message}")
        say(f"{dataset}: {len(findings) or 'no'} finding{'s' * (len(findings) != 1)}", err=True)
    if findings:
        raise click.exceptions.Exit(1)


@main.command()
@click.option("--format", "form", type=click.Choice(["markdown", "html", "json", "croissant", "arrow", "sql"]),
              default="markdown", show_default=True, help="What to print the schema as.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def schema(form: str, *, as_json: bool) -> None:
    """Print the schema of the tables."""
    from broadsheet_schema.export import FORMATS

    say(FORMATS["json" if as_json else form]().rstrip("\n"))


def run() -> None:
    """Run the command line as a process of its own."""
    without_pandas()
    one_thread()
    main(prog_name="broadsheet")
