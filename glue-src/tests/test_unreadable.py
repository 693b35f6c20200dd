"""Files that are not what their name promises."""

import os
import random
import shutil

from tests.events import event
from tests.lake import Lake

LESSONS = "lesson_started_event"


def test_a_file_that_is_not_parquet_is_set_aside_and_does_not_stop_the_others(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1")])
    bad = lake.bytes_file("b.parquet", b"this is not Parquet at all")
    cut = lake.raw_file("c.parquet", [event("2")])
    cut.write_bytes(cut.read_bytes()[:-20])
    lake.raw_file("d.parquet", [event("3")])
    lake.bytes_file("empty.parquet", b"")

    report = lake.curate()
    again = lake.curate()

    assert lake.ids(LESSONS) == ["1", "3"]
    assert [file.rsplit("/", 1)[1] for file in report["unreadable_files"]] == ["b.parquet", "c.parquet"]
    assert (report["quarantined"], report["rows_read"]) == ({"unreadable_file": 2}, 2)
    rows = lake.rows("quarantine", "reason", "raw_file", "event_uuid", "payload")
    assert {row["reason"] for row in rows} == {"unreadable_file"}
    assert any(row["raw_file"].endswith(str(bad)) for row in rows)
    assert (again["files"], again["batches"]) == (0, 0)


def test_a_file_leaves_quarantine_when_it_can_be_read(lake: Lake) -> None:
    file = lake.bytes_file("x/b.parquet", b"this is not Parquet at all")
    lake.curate()
    shutil.copy(lake.raw_file("elsewhere.parquet", [event("1")]), file)

    report = lake.curate("--reprocess", str(file.parent))

    assert (lake.ids(LESSONS), lake.rows("quarantine")) == (["1"], [])
    assert report["released_from_quarantine"] == 1


def test_a_file_with_a_column_of_another_type_is_set_aside(lake: Lake) -> None:
    import pyarrow
    import pyarrow.parquet

    lake.raw_file("a.parquet", [event("1")])
    table = pyarrow.Table.from_pylist([{"event_uuid": "2", "created_at": "today"}])
    pyarrow.parquet.write_table(table, lake.folder / "raw" / "b.parquet")

    report = lake.curate()

    assert (lake.ids(LESSONS), report["quarantined"]) == (["1"], {"unreadable_file": 1})


def test_whatever_is_wrong_with_a_file_it_is_set_aside_by_name_and_all_others_are_stored(lake: Lake) -> None:
    seed = int(os.environ.get("EVENT_LAKE_SEED", str(random.randrange(2**32))))
    print(f"EVENT_LAKE_SEED={seed}")
    chance = random.Random(seed)
    good, damaged = [], set()
    for number in range(12):
        file = lake.raw_file(f"{number:02}.parquet", [event(f"{number:02}-{part}") for part in range(20)])
        if number % 3 == 0:
            content = bytearray(file.read_bytes())
            # The footer's end, its length, a page header, a part of it gone: each makes another exception.
            for place in (len(content) - chance.randrange(1, 9), chance.randrange(4, 60)):
                content[place] ^= chance.randrange(1, 256)
            file.write_bytes(content if number % 2 else content[: chance.randrange(1, len(content))])
            damaged.add(file.name)
        else:
            good += [f"{number:02}-{part}" for part in range(20)]

    report = lake.curate()

    assert {file.rsplit("/", 1)[1] for file in report["unreadable_files"]} == damaged
    assert sorted(lake.ids(LESSONS)) == sorted(good)


def test_a_failure_of_network_or_rights_sets_nothing_aside() -> None:
    from curation.failures import is_elsewhere

    assert is_elsewhere(Exception("com.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Status Code: 403)"))
    assert is_elsewhere(Exception("java.net.UnknownHostException: s3.eu-west-1.amazonaws.com"))
    assert is_elsewhere(Exception("io.delta.exceptions.ConcurrentAppendException: Files were added"))
    assert is_elsewhere(KeyboardInterrupt())
    assert is_elsewhere(ConnectionRefusedError("the JVM is gone"))
    assert not is_elsewhere(Exception("Error while reading s3://lake/raw/session_timeout_event/403-500.parquet: Snappy"))


def test_without_any_raw_file_there_is_nothing_to_do(lake: Lake) -> None:
    assert lake.curate()["rows_read"] == 0
    assert not lake.path.exists()


def test_an_older_file_that_appears_later_is_curated(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1")])
    lake.curate()
    old = lake.raw_file("b.parquet", [event("2")])
    os.utime(old, (1_700_000_000, 1_700_000_000))

    lake.curate()

    assert lake.ids(LESSONS) == ["1", "2"]
