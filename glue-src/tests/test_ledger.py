"""The ledger: which files were curated, and what happens when it is behind, lost, or was never there."""

import os
import shutil
from datetime import UTC, date, datetime

import pytest

from curation.ledger import Ledger
from tests.events import DAY, NOW, event
from tests.lake import Lake

LESSONS = "lesson_started_event"
HOUR = 3_600


def firehose(lake: Lake, number: int, arrived_at: float, *events) -> str:
    """Delivers a raw file under the name that Firehose would give it; returns its key."""
    time = datetime.fromtimestamp(arrived_at, UTC).strftime("%Y-%m-%d-%H-%M-%S")
    key = f"{LESSONS}/created_date={time[:10]}/event-lake-1-{time}-{number:08x}-0000-4000-8000-000000000000.parquet"
    lake.raw_file(key, events or [event(str(number), created_at=arrived_at - 60)], arrived_at)
    return key


@pytest.fixture
def run(lake: Lake, monkeypatch: pytest.MonkeyPatch):
    """Runs the job at a time."""

    def at(time: float, *more: str):
        monkeypatch.setattr("curation.curate_command.time", lambda: time)
        return lake.curate(*more)

    return at


def test_each_file_is_in_the_ledger_with_its_rows_and_each_run_that_came_to_its_end(lake: Lake, run) -> None:
    two = firehose(lake, 1, NOW - HOUR, event("1"), event("2"))
    lake.bytes_file(f"{LESSONS}/created_date=2025-11-24/bad.parquet", b"no Parquet")
    run(NOW)
    three = firehose(lake, 2, NOW + HOUR - 60, event("2"), event("3"), event("4", score="x"))
    run(NOW + HOUR)

    rows = lake.rows("curated_file", "file", "rows", "prefix", "curated_date")

    prefix, day = str(lake.folder / "raw"), date(2025, 11, 24)
    bad = f"{LESSONS}/created_date=2025-11-24/bad.parquet"
    entries = [(two, 2), (bad, None), (None, 2), (three, 3), (None, 3)]
    expected = [{"file": file, "rows": count, "prefix": prefix, "curated_date": day} for file, count in entries]
    assert sorted(rows, key=str) == sorted(expected, key=str)


def test_a_run_that_ends_between_a_batch_and_its_entry_is_repeated_and_adds_nothing(
    lake: Lake, run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(NOW - HOUR)
    for number in range(3):
        firehose(lake, number, NOW - 60 + number)
    add, left = Ledger.add, [1]

    def add_one(self, *arguments):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        add(self, *arguments)

    monkeypatch.setattr(Ledger, "add", add_one)
    with pytest.raises(KeyboardInterrupt):
        run(NOW, "--max-files-per-batch", "1")
    monkeypatch.setattr(Ledger, "add", add)

    report = run(NOW + HOUR)

    assert lake.ids(LESSONS) == ["0", "1", "2"]
    assert (report["files"], report["rows_stored"], report["duplicates_removed"]["already_stored"]) == (2, 1, 1)


def test_after_a_pause_of_any_length_all_files_are_found_and_none_twice(lake: Lake, run) -> None:
    firehose(lake, 0, NOW - HOUR)
    run(NOW)
    for number in range(1, 90):
        firehose(lake, number, NOW + number * DAY)

    report, again = run(NOW + 90 * DAY), run(NOW + 90 * DAY + HOUR)

    assert (report["files"], report["rows_stored"], again["files"]) == (89, 89, 0)


def test_a_lost_ledger_is_made_anew_by_repeating_what_is_kept(lake: Lake, run) -> None:
    for number in range(3):
        firehose(lake, number, NOW - number * 20 * DAY)
    run(NOW)
    shutil.rmtree(lake.path / "curated_file")

    report, again = run(NOW + HOUR), run(NOW + 2 * HOUR)

    assert (report["files"], report["rows_stored"], again["files"]) == (3, 0, 0)
    assert lake.ids(LESSONS) == ["0", "1", "2"]


def test_a_lake_that_had_no_ledger_yet_repeats_what_arrived_since_a_time_that_is_named(lake: Lake, run) -> None:
    old = [firehose(lake, number, NOW - number * 30 * DAY) for number in range(1, 4)]
    run(NOW - DAY)
    shutil.rmtree(lake.path / "curated_file")
    firehose(lake, 0, NOW - HOUR)

    report = run(NOW, "--since", datetime.fromtimestamp(NOW - 2 * DAY, UTC).isoformat())
    again = run(NOW + HOUR)

    assert (report["files"], again["files"], lake.ids(LESSONS)) == (1, 0, ["0", "1", "2", "3"])
    assert old[0] not in [row["file"] for row in lake.rows("curated_file")]


def test_a_run_finds_one_new_file_with_the_same_requests_however_many_are_stored(lake: Lake, run) -> None:
    firehose(lake, 0, NOW - HOUR)
    run(NOW)
    few = run(NOW + HOUR)["list_requests"]
    for number in range(3_000):
        at = NOW - (2 + number / 10) * DAY
        time = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d-%H-%M-%S")
        name = f"event-lake-1-{time}-{number:08x}-0000-4000-8000-000000000000.parquet"
        file = lake.folder / "raw" / LESSONS / f"created_date={time[:10]}" / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    firehose(lake, 1, NOW + 2 * HOUR - 60)

    report = run(NOW + 2 * HOUR)

    assert (report["files"], report["list_requests"]) == (1, few)


def test_maintain_forgets_files_that_no_run_looks_for(lake: Lake, run) -> None:
    firehose(lake, 0, NOW - HOUR)
    run(NOW)
    firehose(lake, 1, NOW + 40 * DAY)
    lake.run("--command", "maintain", "--lake", str(lake.path), "--time-travel-days", "7")
    before = len(lake.rows("curated_file"))
    run(NOW + 40 * DAY + HOUR)

    lake.run("--command", "maintain", "--lake", str(lake.path), "--time-travel-days", "7")

    assert (before, len(lake.rows("curated_file"))) == (2, 2)
    assert run(NOW + 41 * DAY)["files"] == 0


def test_two_inputs_of_a_lake_have_ledgers_of_their_own(lake: Lake, run) -> None:
    firehose(lake, 0, NOW - HOUR)
    run(NOW)
    landing = lake.folder / "landing"
    landing.mkdir()
    os.rename(lake.landing_file("2025-11-24/15", [event("1")], NOW - HOUR).parents[1], landing / "2025-11-24")

    report = run(NOW + HOUR, "--raw", str(landing), "--input", "landing-json")

    assert (report["files"], lake.ids(LESSONS)) == (1, ["0", "1"])
