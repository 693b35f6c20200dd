"""Lists objects of S3, or files of this machine in the same order, a page at a time and from any key on."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, List, Protocol, Tuple

PAGE_SIZE = 1_000
"""Most keys that one request returns. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html"""


@dataclass(frozen=True)
class StoredObject:
    """key: its path below the store's prefix; written_at: Unix seconds, when it was written."""

    key: str
    written_at: float


@dataclass(frozen=True)
class Page:
    """What one request returns: objects by key, in the order of their UTF-8 bytes."""

    objects: List[StoredObject]
    is_last: bool


class ObjectStore(Protocol):
    """A prefix and what is below it."""

    def path(self, key: str) -> str:
        """The path of an object, as Spark reads it."""

    def folders(self, start_after: str) -> Tuple[List[str], List[StoredObject], int]:
        """Folders right below the prefix, each with its slash, the objects beside them, and the requests that it took.

        start_after: leaves out what is before it.
        """

    def page(self, folder: str, start_after: str) -> Page:
        """Objects below a folder whose key is behind `start_after`; one request."""


def open_store(prefix: str) -> ObjectStore:
    """The store of a prefix: `s3://...`, `s3a://...`, `file:///...` or an absolute path."""
    scheme, _, rest = prefix.rpartition("://")
    if scheme in ("s3", "s3a"):
        bucket, _, key = rest.partition("/")
        return _S3(prefix, bucket, key)
    return _Files(Path(rest))


class _S3:
    def __init__(self, prefix: str, bucket: str, key: str) -> None:
        # Glue brings it along; a job on files of a laptop does without.
        import boto3
        from botocore.config import Config

        self._prefix = prefix
        self._bucket = bucket
        self._root = f"{key}/" if key else ""
        retries = {"mode": "standard", "max_attempts": 10}
        self._client: Any = boto3.client("s3", config=Config(retries=retries, max_pool_connections=32))

    def path(self, key: str) -> str:
        return f"{self._prefix}/{key}"

    def folders(self, start_after: str) -> Tuple[List[str], List[StoredObject], int]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._root, Delimiter="/", StartAfter=self._root + start_after
        )
        folders: List[str] = []
        objects: List[StoredObject] = []
        requests = 0
        for page in pages:
            requests += 1
            folders += [self._key(common["Prefix"]) for common in page.get("CommonPrefixes", [])]
            objects += self._objects(page)
        return folders, objects, requests

    def page(self, folder: str, start_after: str) -> Page:
        page = self._client.list_objects_v2(
            Bucket=self._bucket, Prefix=self._root + folder, StartAfter=self._root + start_after, MaxKeys=PAGE_SIZE
        )
        return Page(self._objects(page), not page["IsTruncated"])

    def _objects(self, page: Any) -> List[StoredObject]:
        return [
            StoredObject(self._key(found["Key"]), found["LastModified"].timestamp())
            for found in page.get("Contents", [])
        ]

    def _key(self, key: str) -> str:
        return key[len(self._root) :]


class _Files:
    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, key: str) -> str:
        # As Hadoop writes it.
        return f"file:{self._root}/{key}"

    def folders(self, start_after: str) -> Tuple[List[str], List[StoredObject], int]:
        entries = _sorted(self._root) if self._root.is_dir() else []
        behind = [(name, entry) for name, entry in entries if name > start_after]
        folders = [name for name, _ in behind if name.endswith("/")]
        objects = [_stored(name, entry) for name, entry in behind if not name.endswith("/")]
        return folders, objects, max(1, -(-len(behind) // PAGE_SIZE))

    def page(self, folder: str, start_after: str) -> Page:
        objects: List[StoredObject] = []
        for found in _walk(self._root / folder, folder, start_after):
            if len(objects) == PAGE_SIZE:
                return Page(objects, False)
            objects.append(found)
        return Page(objects, True)


def _walk(folder: Path, key: str, start_after: str) -> Iterator[StoredObject]:
    for name, entry in _sorted(folder):
        below = key + name
        if below <= start_after and not start_after.startswith(below):
            continue
        if name.endswith("/"):
            yield from _walk(Path(entry.path), below, start_after)
        elif below > start_after:
            yield _stored(below, entry)


def _sorted(folder: Path) -> "List[Tuple[str, os.DirEntry[str]]]":
    """Entries with their names, those of folders with a slash: in the order of the keys below them."""
    with os.scandir(folder) as entries:
        named = [(entry.name + "/" if entry.is_dir() else entry.name, entry) for entry in entries]
    return sorted(named, key=lambda pair: pair[0])


def _stored(key: str, entry: "os.DirEntry[str]") -> StoredObject:
    # Like the time of an object in S3, and unlike that of its contents, nobody can set it.
    return StoredObject(key, entry.stat().st_ctime)
