"""Engines: ways to run `convert_shard` over many tasks. An engine sees tasks and folders and nothing else.

`engine` says what every engine offers. `local` has worker processes on this machine: `worker` is one of them, seen from
inside, `process` seen from outside, `launch` starts it, and `trial` is what is tried after one died. `spark` is a
cluster, each task of which starts a worker of its own.
"""
