"""What `make bench` prints: tables for people, and one JSON object for programs."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.real import Peer
from tests.bench.trial import Peak, Speed

_MEGABYTE = 1e6

Row = dict[str, int | float | str | None]


def _rounded(value: float | None, digits: int | None = None) -> float | None:
    return None if value is None else round(value, digits)


def start_up_rows(speeds: Sequence[Speed]) -> list[Row]:
    """Return the CPU-seconds of start-up that were taken off, as measured beside each size."""
    return [
        {
            "pages": speed.dump.pages,
            "copy s": round(speed.copy_start_up, 3),
            "convert s": round(speed.convert_start_up, 3),
        }
        for speed in speeds
    ]


def speed_rows(speeds: Sequence[Speed]) -> list[Row]:
    """Return the figures of each size; MB are millions of bytes of text, seconds are CPU-seconds without start-up."""
    return [
        {
            "pages": speed.dump.pages,
            "text MB": round(speed.dump.text_bytes / _MEGABYTE, 1),
            "rounds": speed.rounds,
            "copy s": round(speed.copy, 3),
            "convert s": round(speed.convert, 3),
            "copy ratio": _rounded(speed.ratio, 2),
            "least": _rounded(speed.least, 2),
            "most": _rounded(speed.most, 2),
            "docs/s/core": _rounded(speed.a_second(speed.dump.pages)),
            "MB/s": _rounded(speed.a_second(speed.dump.text_bytes / _MEGABYTE), 1),
            "peak MB": round(speed.peak / _MEGABYTE),
        }
        for speed in speeds
    ]


def peak_rows(peaks: Sequence[Peak]) -> list[Row]:
    """Return peak memory by number of pages, and how much more that is than for the least number, in percent."""
    return [
        {
            "pages": peak.dump.pages,
            "text MB": round(peak.dump.text_bytes / _MEGABYTE, 1),
            "peak MB": round(peak.peak / _MEGABYTE),
            "growth %": round(100 * (peak.peak / peaks[0].peak - 1), 1),
        }
        for peak in peaks
    ]


def peer_rows(peers: Sequence[Peer]) -> list[Row]:
    """Return how many pages a peer reads in a CPU-second, and how many of the same pages Broadsheet reads."""
    return [
        {
            "peer": peer.name,
            "pages of HTML": peer.pages,
            "its pages/s": round(peer.peer, 1),
            "ours": round(peer.ours, 1),
            "times": round(peer.ours / peer.peer, 1),
        }
        for peer in peers
    ]


def found_rows(results: Sequence[Speed | Peak]) -> list[Row]:
    """Return what was printed on the pages and what the dataset holds of it, once for each size."""
    return [
        {
            "pages": dump.pages,
            "articles": rows["articles"],
            "rejects": rows["rejects"],
            "comments": rows["comments"],
            "printed": dump.comments,
            "media": rows["media"],
            "shown": dump.pictures,
        }
        for dump, rows in {result.dump: result.rows for result in results if result.rows}.items()
    ]


def to_text(rows: Sequence[Row]) -> str:
    """Return a table with a heading, its columns flush right; what is not known is a dash."""
    cells = [list(rows[0]), *([_shown(value) for value in row.values()] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)


def _shown(value: float | str | None) -> str:
    return "-" if value is None else value if isinstance(value, str) else f"{value:,}"
