"""Stores behind URIs: `s3://`, `gs://`, `hdfs://` through Arrow, every other scheme through fsspec."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pyarrow as pa
from pyarrow import fs

from broadsheet.errors import InputOutputError, UserError

_BUCKETS = ("s3", "gs", "gcs")
_ARROW_SCHEMES = (*_BUCKETS, "hdfs", "viewfs", "abfs", "abfss")
_PATIENCE = {"gs": "?retry_limit_seconds=30", "gcs": "?retry_limit_seconds=30"}
"""How long a store is tried again that cannot be reached; Arrow would try Google's for 15 minutes, without a word."""


def is_remote(name: str) -> bool:
    """Return whether an input or output is named by a URI."""
    return "://" in name


@contextmanager
def remote_errors(action: str, uri: str) -> Iterator[None]:
    """Turn what Arrow and fsspec raise into an `InputOutputError`."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        message = f"cannot {action} {uri}: {reason[0]}"
        raise InputOutputError(message) from error


@contextmanager
def address_errors(message: str) -> Iterator[None]:
    """Turn what else file systems of fsspec raise for an address that lacks something into a `UserError`."""
    try:
        yield
    except (InputOutputError, UserError):
        raise
    except Exception as error:  # they raise what they will
        raise UserError(f"{message}: {error}") from error


def filesystem(uri: str) -> tuple[fs.FileSystem, str]:
    """Return the file system that a URI names and the path in it.

    Raises:
        UserError: The scheme is unknown, or needs a package that is not installed; the URI is none, or holds a secret.
        InputOutputError: The store cannot be reached.
    """
    scheme, _, rest = uri.partition("://")
    if scheme == "file":
        try:
            return fs.FileSystem.from_uri(uri)  # type: ignore[no-any-return]
        except pa.ArrowInvalid as error:
            raise UserError(f"{uri} is no address that can be opened: {error}") from error
    bucket, _, path = rest.partition("/")
    if scheme in _BUCKETS and not bucket:
        raise UserError(f"{uri} names no bucket; say {scheme}://bucket/path")
    if ":" in bucket.rpartition("@")[0]:
        message = (
            f"a key stands in front of the @ in {scheme}://, and would be written into the dataset: take it out of the "
            "URI and give it as the store's own tools take it, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
        raise UserError(message)
    system, prefix = _filesystem(scheme, bucket)
    return system, f"{prefix.rstrip('/')}/{path}" if path else prefix


@cache
def _filesystem(scheme: str, bucket: str) -> tuple[fs.FileSystem, str]:
    root = f"{scheme}://{bucket}"
    if scheme in _ARROW_SCHEMES:
        with remote_errors("reach", root):
            return fs.FileSystem.from_uri(root + _PATIENCE.get(scheme, "") * ("?" not in bucket))  # type: ignore[no-any-return]
    try:
        import fsspec
    except ImportError as error:
        message = f"{scheme}:// needs fsspec: install broadsheet[remote]"
        raise UserError(message) from error
    # What cannot be reached is the archive or store that it names behind `::`, say.
    with address_errors(f"cannot use {scheme}://"), remote_errors("reach", root):
        system, path = fsspec.core.url_to_fs(root)
    return fs.PyFileSystem(fs.FSSpecHandler(system)), path.rstrip("/")
