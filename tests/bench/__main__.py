"""`make bench`: how fast and how frugal `convert` is, beside a plain copy of the same text."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.bench.measure import RunFailedError
from tests.bench.real import Peer, bench_folder, beside_trafilatura, learned_speed
from tests.bench.scale import CONTAINERS, reading, scale
from tests.bench.table import found_rows, peak_rows, peer_rows, speed_rows, start_up_rows, to_text
from tests.bench.trial import CONVERT, Bench, Peak, Speed, lost

_QUICK = "A quick look: --pages 1000 --memory --repeats 1"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__, epilog=_QUICK)
    sizes = [1_000, 10_000, 100_000]
    parser.add_argument("--pages", type=int, nargs="*", default=sizes, help="sizes to measure the copy ratio at")
    sizes = [100_000, 300_000]
    parser.add_argument("--memory", type=int, nargs="*", default=sizes, help="sizes to compare peak memory at")
    parser.add_argument(
        "--scale", type=int, default=0, metavar="N", help="only: N pages on two workers, as JSONL and WET"
    )
    parser.add_argument("--repeats", type=int, default=3, help="rounds at 100,000 pages; smaller sizes get more")
    parser.add_argument("--learned", action=argparse.BooleanOptionalAction, default=True,
                        help="measure real pages that no layout knows, too")  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other pages")
    parser.add_argument("--command", default=CONVERT, help="what to measure, with {input}, {out} and {jobs}")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"), help="where pages and datasets are put")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of tables")
    return parser.parse_args()


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _print_tables(speeds: list[Speed], peaks: list[Peak]) -> None:
    if speeds:
        print("\nStart-up in CPU-seconds: one page, nearly all of it start-up\n" + to_text(start_up_rows(speeds)))
        print("\nSpeed on one core in CPU-seconds, start-up taken off\n" + to_text(speed_rows(speeds)))
        if ratio := speeds[-1].dump.zstd_ratio:
            print(f"The text compresses {ratio} to 1 with zstd 3.")
    if peaks:
        print("\nPeak memory\n" + to_text(peak_rows(peaks)))
    if found := found_rows([*speeds, *peaks]):
        print("\nWhat was found of what is printed on the pages\n" + to_text(found))


def _print_learned(learned: Speed, peer: Peer) -> None:
    print("\nReal pages that no layout knows, on one core\n" + to_text(speed_rows([learned])))
    print("\nPages in a CPU-second: a reader of HTML, and Broadsheet on the text of the same pages\n"
          + to_text(peer_rows([peer])))  # fmt: skip


def _measure_learned(bench: Bench, repeats: int) -> tuple[Speed, Peer] | None:
    source = bench_folder()
    if source is None:
        _say("no real pages: set BROADSHEET_BENCH to their folder to measure the learned labeller")
        return None
    return learned_speed(bench, source, repeats), beside_trafilatura(bench, source, repeats)


def _at_scale(bench: Bench, pages: int, *, as_json: bool) -> None:
    scales = [scale(bench._replace(suffix=suffix), pages) for suffix in CONTAINERS]
    wet = reading(bench._replace(suffix=".warc.wet.gz"), pages)
    if as_json:
        rows = {one.container: one.row() for one in scales}
        print(json.dumps({"scale": rows, "wet": wet.row()}, indent=2))
        return
    for one in scales:
        print(f"\nAs {one.container}; seconds by the clock\n{to_text([one.row()])}")
    print(f"\nReading WET in CPU-seconds, start-up taken off\n{to_text([wet.row()])}")


def main() -> int:
    """Measure what the command line asks for and print it. Returns 1 when a run failed or lost a page."""
    options = _options()
    bench = Bench(options.folder, _say, options.command, options.seed)
    try:
        if options.scale:
            _at_scale(bench, options.scale, as_json=options.json)
            return 0
        speeds = [bench.speed(pages, options.repeats) for pages in options.pages]
        peaks = [bench.peak(pages) for pages in options.memory]
        learned = _measure_learned(bench, options.repeats) if options.learned else None
    except RunFailedError as failure:
        _say(f"{failure}")
        return 1
    results: list[Speed | Peak] = [*speeds, *peaks]
    if options.json:
        figures = {
            "start_up": start_up_rows(speeds),
            "speed": speed_rows(speeds),
            "memory": peak_rows(peaks),
            "found": found_rows(results),
            "learned": speed_rows([learned[0]]) if learned else [],
            "peer": peer_rows([learned[1]]) if learned else [],
        }
        print(json.dumps(figures, indent=2))
    else:
        _print_tables(speeds, peaks)
        if learned:
            _print_learned(*learned)
    losses = [(result.dump.pages, count) for result in results if (count := lost(result.dump, result.rows))]
    for pages, count in losses:
        _say(f"of {pages:,} pages {count:,} are neither articles nor rejects")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
