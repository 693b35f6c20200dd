"""Where files that are new can be: the names that a delivery stream gives them say it, and nothing else is listed."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import List, Optional, Tuple

from curation.interface import LANDING_JSON
from curation.object_store import ObjectStore, StoredObject

# What cannot be delivered is tried again for 24 hours (https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html).
# The rest is for a buffer, one and a half times 900 seconds, the upload, and a clock 15 minutes wrong: AWS refuses more.
_DELIVERED = timedelta(hours=26)

RELISTED = timedelta(hours=24)
"""How long before the last listing a file may carry as its time: that of an upload in parts is when it began."""

_LISTINGS = 16
"""Folders that are listed at a time."""

_DATE_FOLDER = re.compile(r"\d{4}-\d{2}-\d{2}/")
_HOUR_FOLDER = re.compile(r"\d{4}-\d{2}-\d{2}/\d{2}")
_PARTITION = re.compile(r"(.*/created_date=)(\d{4}-\d{2}-\d{2})/")
# <stream>-<version>-<time>-<uuid>. https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
_OBJECT_NAME = re.compile(r"(.*-\d+-)(\d{4}(?:-\d{2}){5})-[0-9a-fA-F]")


@dataclass(frozen=True)
class Bounds:
    """What a file that was not there at the last listing can be named, at least.

    listed_at: Unix seconds; retention_hours: how long the event stream keeps a record; window_days: how long after its
    creation an event is delivered to the partition of that day.
    """

    kind: str
    listed_at: float
    retention_hours: int
    window_days: int

    @property
    def named_from(self) -> datetime:
        """Its name carries the arrival of its oldest record: at the delivery stream, or, where that reads the event stream
        itself, at the event stream.
        """
        waited = timedelta(hours=self.retention_hours if self.kind == LANDING_JSON else 0)
        return self._ago(_DELIVERED + waited)

    @property
    def created_from(self) -> str:
        """Its partition: an event waits in the event stream for its retention at most, and what had then been created
        before the window is delivered by its arrival.
        """
        waited = timedelta(hours=self.retention_hours, days=self.window_days)
        return f"{self._ago(_DELIVERED + waited):%Y-%m-%d}"

    @property
    def written_from(self) -> float:
        """When it was written."""
        return self._ago(RELISTED).timestamp()

    def first_folder(self) -> str:
        """Folders before this one have no new files. The folders of tables come after those of dates."""
        return f"{self.named_from:%Y-%m-%d}" if self.kind == LANDING_JSON else ""

    def first_key(self, folder: str) -> str:
        """Keys of a folder before this one are not new."""
        if _DATE_FOLDER.fullmatch(folder):
            return max(folder, f"{self.named_from:%Y-%m-%d/%H}")
        return f"{folder}created_date={self.created_from}"

    def next_key(self, key: str) -> Optional[str]:
        """Where to go on when the key, and those up to there, can be of no new file; None when it can."""
        partition = _PARTITION.match(key)
        if partition and partition[2] < self.created_from:
            return partition[1] + self.created_from
        hour = f"{self.named_from:%Y-%m-%d/%H}"
        folder = _HOUR_FOLDER.match(key)
        if folder and folder[0] < hour:
            return hour
        name = _OBJECT_NAME.match(key)
        second = f"{self.named_from:%Y-%m-%d-%H-%M-%S}"
        return name[1] + second if name and name[2] < second else None

    def _ago(self, time: timedelta) -> datetime:
        return datetime.fromtimestamp(self.listed_at, UTC) - time


def find_files(store: ObjectStore, bounds: Optional[Bounds]) -> Tuple[List[StoredObject], int]:
    """The files that can be new, in the order in which they were written, and the requests that it took.

    Some of them were there at the last listing. Without bounds: all files.
    """
    folders, beside, requests = store.folders(bounds.first_folder() if bounds else "")
    with ThreadPoolExecutor(_LISTINGS) as pool:
        listings = list(pool.map(lambda folder: _list(store, folder, bounds), folders))
    found = [file for file in beside if not bounds or bounds.next_key(file.key) is None]
    for files, pages in listings:
        found += files
        requests += pages
    written_from = bounds.written_from if bounds else 0
    new = [file for file in found if file.written_at >= written_from and not _is_hidden(file.key)]
    return sorted(new, key=lambda file: (file.written_at, file.key)), requests


def _list(store: ObjectStore, folder: str, bounds: Optional[Bounds]) -> Tuple[List[StoredObject], int]:
    """The files of a folder that can be new, and the requests: one for 1,000 of them, and where more are old, one for each
    partition and version of the delivery stream, whose names begin anew.
    """
    found: List[StoredObject] = []
    at = bounds.first_key(folder) if bounds else folder
    requests = 0
    while True:
        page = store.page(folder, at)
        requests += 1
        for file in page.objects:
            if file.key <= at:
                continue
            further = bounds.next_key(file.key) if bounds else None
            if further is None:
                found.append(file)
            else:
                at = further
        if page.is_last:
            return found, requests
        at = max(at, page.objects[-1].key)


def _is_hidden(key: str) -> bool:
    """Whether Spark takes it for no data: what other programs mark folders by."""
    return key.endswith(("/", "_$folder$")) or any(part.startswith(("_", ".")) for part in key.split("/"))
