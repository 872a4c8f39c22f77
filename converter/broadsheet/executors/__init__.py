"""Engines: ways to run `convert_shard` over many tasks. An engine sees tasks and folders and nothing else."""
