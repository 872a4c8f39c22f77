"""Read WET files and do nothing with them: `python -m tests.bench.reading fastwarc|reader FILE...`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence


def _fastwarc(paths: Sequence[str]) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    count = 0
    for path in paths:
        with open(path, "rb") as file:  # noqa: PTH123 - fastwarc takes such a stream
            for record in ArchiveIterator(file, record_types=WarcRecordType.conversion):
                count += bool(record.reader.read())
    return count


def _reader(paths: Sequence[str]) -> int:
    import pyarrow as pa

    from broadsheet.readers import ReadOptions, read
    from broadsheet.shards import plan

    pa.set_memory_pool(pa.system_memory_pool())  # as workers have it
    options = ReadOptions()
    return sum(len(batch) for shard in plan(list(paths), options) for batch in read(shard, options))


WAYS: Mapping[str, Callable[[Sequence[str]], int]] = {"fastwarc": _fastwarc, "reader": _reader}

if __name__ == "__main__":
    print(WAYS[sys.argv[1]](sys.argv[2:]))
