"""Run a conversion: plan, convert every shard, settle repeats, commit.

What an engine does stands in `executors`, what a shard gives in `convert_shard`, how a dataset comes to be in
`dataset`. This package ties them together and holds what only a whole run can know: the state of its inputs (`inputs`),
and which documents are repeats of documents in earlier shards (`conversion`).
"""

from broadsheet.driver.conversion import Progress, convert

__all__ = ["Progress", "convert"]
