"""Which files a run lists: none is missed, however late it is delivered, and what is old costs nothing."""

import os
import random
from bisect import bisect_right
from datetime import UTC, datetime
from pathlib import Path
from typing import Dict, List, Set, Tuple

import pytest
from botocore.stub import Stubber

from curation.interface import INPUTS, LANDING_JSON
from curation.new_files import Bounds, find_files
from curation.object_store import PAGE_SIZE, Page, StoredObject, open_store
from tests.events import DAY, NOW

HOUR = 3_600
WINDOW_DAYS = 7
RETENTION_HOURS = 72


class Bucket:
    """A prefix of S3, as ListObjectsV2 lists it."""

    def __init__(self, objects: Dict[str, float]) -> None:
        self.objects = objects
        self.keys = sorted(objects)

    def put(self, key: str, written_at: float) -> None:
        self.objects[key] = written_at
        self.keys = sorted(self.objects)

    def path(self, key: str) -> str:
        return f"s3://bucket/raw/{key}"

    def folders(self, start_after: str) -> Tuple[List[str], List[StoredObject], int]:
        behind = self.keys[bisect_right(self.keys, start_after) :]
        folders = sorted({key.split("/")[0] + "/" for key in behind if "/" in key})
        beside = [StoredObject(key, self.objects[key]) for key in behind if "/" not in key]
        return folders, beside, max(1, -(-(len(folders) + len(beside)) // PAGE_SIZE))

    def page(self, folder: str, start_after: str) -> Page:
        first = bisect_right(self.keys, max(folder, start_after))
        # One more than a page tells whether it is the last.
        below = [key for key in self.keys[first : first + PAGE_SIZE + 1] if key.startswith(folder)]
        return Page([StoredObject(key, self.objects[key]) for key in below[:PAGE_SIZE]], len(below) <= PAGE_SIZE)


def bounds(listed_at: float, kind: str = INPUTS[0]) -> Bounds:
    return Bounds(kind, listed_at, RETENTION_HOURS, WINDOW_DAYS)


def day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def name(oldest: float, version: int, number: int) -> str:
    time = datetime.fromtimestamp(oldest, UTC).strftime("%Y-%m-%d-%H-%M-%S")
    return f"event-lake-prod-{version}-{time}-{number:08x}-0000-4000-8000-000000000000"


def deliver(chance: random.Random, kind: str, number: int, sent_at: float) -> Tuple[float, str, float]:
    """An object that the delivery stream writes of what was sent then: when it is there, its key, and its time."""
    waits = chance.choice([0, 0, chance.uniform(0, RETENTION_HOURS * HOUR)])
    buffered = chance.uniform(60, 1.5 * 900)
    undelivered = chance.choice([0, 0, 0, chance.uniform(0, 24 * HOUR)])
    uploading = chance.choice([0, chance.uniform(0, HOUR)])
    version = chance.choice([1, 2, 9, 10])
    there = sent_at + waits + buffered + undelivered + uploading
    if kind == LANDING_JSON:
        hour = datetime.fromtimestamp(sent_at, UTC).strftime("%Y-%m-%d/%H")
        return there, f"{hour}/{name(sent_at, version, number)}.gz", there - uploading
    age = chance.choice([0, chance.uniform(-DAY, WINDOW_DAYS * DAY), chance.uniform(0, 400 * DAY)])
    is_late = age > WINDOW_DAYS * DAY
    table = "late_event" if is_late else chance.choice(["a_event", "b_event"])
    date = day(sent_at if is_late else sent_at - age)
    key = f"{table}/created_date={date}/{name(sent_at + waits, version, number)}.parquet"
    return there, key, there - uploading


@pytest.mark.parametrize("kind", INPUTS)
def test_every_file_is_found_by_the_run_after_it_whatever_its_delay_and_whenever_a_run_is_killed(kind: str) -> None:
    seed = int(os.environ.get("EVENT_LAKE_SEED", str(random.randrange(2**32))))
    print(f"EVENT_LAKE_SEED={seed}")
    for round in range(20):
        chance = random.Random(f"{seed} {round}")
        deliveries = sorted(deliver(chance, kind, number, NOW + chance.uniform(0, 40 * DAY)) for number in range(400))
        bucket = Bucket({})
        curated: Set[str] = set()
        written: Dict[str, float] = {}
        last = None
        at = float(NOW)
        while deliveries or last is None or at < NOW + 80 * DAY:
            at += chance.choice([HOUR, HOUR, 6 * HOUR, 2 * DAY, 12 * DAY])
            while deliveries and deliveries[0][0] <= at:
                _, key, written_at = deliveries.pop(0)
                bucket.put(key, written_at)
            known = bounds(last, kind) if last else None
            found, _ = find_files(bucket, known)
            remembered = {key for key in curated if written[key] >= (known.written_from if known else 0)}
            new = [file for file in found if file.key not in remembered]
            assert not {file.key for file in new} & curated, "a file is curated twice"
            killed = chance.random() < 0.3
            for file in new[: chance.randrange(len(new) + 1) if killed else len(new)]:
                curated.add(file.key)
                written[file.key] = file.written_at
            if not killed:
                last = at
                assert curated == set(bucket.keys)


@pytest.mark.parametrize("kind", INPUTS)
def test_the_requests_of_a_run_do_not_depend_on_what_is_stored(kind: str) -> None:
    requests = []
    for old in (0, 20_000, 200_000):
        bucket = Bucket({})
        objects: Dict[str, float] = {}
        for number in range(old):
            at = NOW - (3 + 362 * number / old) * DAY
            folder = day(at) + "/00" if kind == LANDING_JSON else f"t{number % 20:02}_event/created_date={day(at)}"
            objects[f"{folder}/{name(at, 1, number)}.x"] = at
        for table in range(20):
            folder = f"{day(NOW)}/00" if kind == LANDING_JSON else f"t{table:02}_event/created_date={day(NOW)}"
            objects[f"{folder}/{name(NOW, 1, table)}.x"] = NOW
        bucket = Bucket(objects)

        found, count = find_files(bucket, bounds(NOW - HOUR, kind))

        assert len(found) == 20
        requests.append(count)
    # A listing of the dates or tables, and one of each.
    assert requests[0] <= 21
    assert max(requests) == requests[0] or kind == LANDING_JSON and max(requests) <= 6


def test_a_full_partition_costs_a_request_for_each_version_of_the_stream_and_not_one_for_each_thousand_files() -> None:
    objects = {}
    for number in range(60_000):
        at = NOW - 3 * DAY - number
        objects[f"t_event/created_date={day(NOW - 4 * DAY)}/{name(at, 1 + number % 3, number)}.parquet"] = at
    fresh = f"t_event/created_date={day(NOW - 4 * DAY)}/{name(NOW, 2, 7)}.parquet"
    bucket = Bucket({**objects, fresh: NOW})

    found, requests = find_files(bucket, bounds(NOW - HOUR))

    assert ([file.key for file in found], requests <= 6) == ([fresh], True)


def test_s3_is_asked_for_the_dates_and_then_for_each_from_the_first_key_on_that_can_be_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    store = open_store("s3://lake/landing")
    now = datetime.fromtimestamp(NOW, UTC)
    first, second = name(NOW - 99 * HOUR, 1, 1), name(NOW - HOUR, 1, 2)
    dates = [f"landing/2025-11-{day}/" for day in range(20, 25)]
    with Stubber(store._client) as s3:
        s3.add_response(
            "list_objects_v2",
            {"CommonPrefixes": [{"Prefix": date} for date in dates]},
            {"Bucket": "lake", "Prefix": "landing/", "Delimiter": "/", "StartAfter": "landing/2025-11-20"},
        )
        for date in dates:
            objects = [f"{date}14/{first}", f"{date}15/{second}"] if date.endswith("24/") else []
            start = "landing/2025-11-20/14" if date == dates[0] else date
            s3.add_response(
                "list_objects_v2",
                {"Contents": [{"Key": key, "LastModified": now} for key in objects], "IsTruncated": False},
                {"Bucket": "lake", "Prefix": date, "StartAfter": start, "MaxKeys": 1_000},
            )
        monkeypatch.setattr("curation.new_files._LISTINGS", 1)

        found, requests = find_files(store, bounds(NOW, LANDING_JSON))

        s3.assert_no_pending_responses()
    assert ([store.path(file.key) for file in found], requests) == ([f"s3://lake/landing/2025-11-24/15/{second}"], 6)


def test_a_folder_of_this_machine_is_listed_as_s3_lists_it(tmp_path: Path) -> None:
    chance = random.Random(7)
    parts = ["a", "a-", "a.b", "a0", "b", "created_date=2025-11-24", "Z", "ż"]
    for _ in range(300):
        file = tmp_path.joinpath(*chance.choices(parts, k=chance.randrange(1, 4)), f"{chance.choice(parts)}.x")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    keys = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    bucket, store = Bucket(dict.fromkeys(keys, 0.0)), open_store(str(tmp_path))

    for start_after in ["", *chance.sample(bucket.keys, 50), "a/b0", "b/created_date=2025-11-24"]:
        for folder in bucket.folders("")[0]:
            listed = [file.key for file in store.page(folder, start_after).objects]
            assert listed == [file.key for file in bucket.page(folder, start_after).objects]
    assert store.folders("a.")[0] == bucket.folders("a.")[0]
