"""Object stores for tests: one in memory, and a server on this machine that speaks S3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest


@contextmanager
def in_memory(bucket: str, objects: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the URI of a store in memory, reached through fsspec."""
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.mkdir(f"/{bucket}")
    for name, content in objects.items():
        system.pipe(f"/{bucket}/{name}", content)
    yield f"memory://{bucket}"
    system.rm(f"/{bucket}", recursive=True)


@contextmanager
def on_s3(bucket: str, objects: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the URI of a bucket on a server of this machine, reached through Arrow.

    Arrow's file systems are kept by bucket, and every server has a port of its own: each caller needs another bucket.
    """
    server_module = pytest.importorskip("moto.server")
    boto3 = pytest.importorskip("boto3")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket=bucket)
        for name, content in objects.items():
            client.put_object(Bucket=bucket, Key=name, Body=content)
        yield f"s3://{bucket}"
    server.stop()
