"""curate, landing JSON: the job does what the deduplicator does in the other mode."""

import gzip
import json

from tests.events import DAY, LESSON, NOW, event
from tests.lake import Lake, raw_row

LESSONS = "lesson_started_event"
LANDING = ("--input", "landing-json")


def test_landing_files_become_the_same_tables_as_raw_files(lake: Lake, tmp_path) -> None:
    events = [
        event("1", created_at=NOW - 1.5),
        event("2", created_at=NOW - 9 * DAY),
        event("1", created_at=NOW - 1.5),
        event("3", "new:thing", x=1),
        event("4", score="seven"),
    ]
    other = Lake(lake.spark, tmp_path / "other")
    lake.raw_file("a.parquet", events)
    other.landing_file("lesson_started_event/created_date=2025-11-24", events)

    raw, landing = lake.curate(), other.curate(*LANDING)

    for table in (LESSONS, "uncontracted_event"):
        assert other.rows(table) == lake.rows(table)
    same = ("rows_read", "stored", "duplicates_removed", "late", "quarantined")
    assert [landing[name] for name in same] == [raw[name] for name in same]
    assert [row["reason"] for row in other.rows("quarantine")] == ["wrong_type"]


def test_lines_that_are_no_events_are_in_quarantine_with_the_reasons_of_the_deduplicator(lake: Lake) -> None:
    lake.landing_file(
        "a",
        [
            "{event_uuid: 1}",
            "[]",
            "[",
            b'{"\xff": 1}',
            {"event_uuid": "a", "event_name": "b"},
            {"event_uuid": 7, "event_name": "b", "created_at": 1},
            event("1", "two words"),
            event("2", created_at=NOW * 1000),
            "[" * 5000 + "]" * 5000,
            "",
            " \r",
            event("good"),
        ],
    )

    report = lake.curate(*LANDING)
    again = lake.curate("--reprocess", str(lake.folder / "raw"), *LANDING)

    assert report["quarantined"] == {
        "invalid_value": 2,
        "missing_field": 1,
        "not_an_object": 1,
        "not_json": 3,
        "too_deep": 1,
        "wrong_type": 1,
    }
    assert (report["rows_read"], lake.ids(LESSONS)) == (10, ["good"])
    assert (again["rows_stored"], again["new_in_quarantine"]) == (0, 0)


def test_a_landing_file_that_is_no_gzip_is_set_aside(lake: Lake) -> None:
    lake.landing_file("a", [event("1")])
    lake.bytes_file("b/not.gz", b"plain text")
    whole = gzip.compress(b"\n".join(b'{"a":"%d"}' % number for number in range(10_000)))
    lake.bytes_file("c/cut.gz", whole[: len(whole) // 2])

    report = lake.curate(*LANDING)

    assert report["quarantined"] == {"unreadable_file": 2}
    assert lake.ids(LESSONS) == ["1"]


def test_arrival_is_the_time_in_the_name_of_the_file(lake: Lake) -> None:
    lake.landing_file("a", [event("1", LESSON)], arrived_at=NOW - 30)

    lake.curate(*LANDING)

    assert lake.rows(LESSONS, "arrived_datetime") == [{"arrived_datetime": "2025-11-24T15:59:30.000Z"}]


def test_events_that_a_producer_packed_into_records_are_stored_each_by_itself(lake: Lake) -> None:
    text = [json.dumps(event(str(number))) for number in range(12)]
    lake.landing_file(
        "a",
        [
            f"{text[0]}\r\n{text[1]}",
            text[2] + text[3],
            f"[{text[4]},{text[5]}]",
            "\ufeff" + text[6],
            text[7] + "\0",
            gzip.compress(f"{text[8]}\n{text[9]}".encode()),
            json.dumps(event("10"), indent=2),
            f'{{"event_uuid": "half\n{text[11]}',
        ],
    )

    report = lake.curate(*LANDING)

    assert sorted(lake.ids(LESSONS), key=int) == [str(number) for number in range(12)]
    assert report["quarantined"] == {"not_json": 1}


def test_of_copies_that_arrived_together_the_first_in_the_file_is_stored(lake: Lake) -> None:
    copies = [event("1", user_uuid="u", score=score) for score in (5, 9, 1, 7, 3)]
    lake.landing_file("a", [event("0"), *copies])

    lake.curate(*LANDING)

    assert [row["score"] for row in lake.rows(LESSONS) if row["event_uuid"] == "1"] == [5]


def test_what_the_deduplicator_rejected_is_in_quarantine_as_in_the_other_mode(lake: Lake, tmp_path) -> None:
    other = Lake(lake.spark, tmp_path / "other")
    broken = event("2", score="seven")
    detail = '"{" is not JSON text; an event is one JSON object.'
    rejected = json.dumps({"reason": "not_json", "detail": detail, "record": "{"})
    none = {name: None for name in raw_row(broken)}
    rows = [{**none, "arrived_datetime": raw_row(broken)["arrived_datetime"], "payload": rejected}, raw_row(broken)]
    lake.raw_rows("rejected_event/created_date=2025-11-24/a.parquet", [*rows, *rows])
    lake.raw_file("lesson_started_event/created_date=2025-11-24/a.parquet", [event("2", user_uuid="u", score=7)])
    other.landing_file("a", ["{", json.dumps(broken), event("2", user_uuid="u", score=7)])

    lake.curate()
    other.curate(*LANDING)

    columns = ("row_id", "reason", "detail", "event_uuid", "event_name", "created_at", "payload")
    assert lake.rows("quarantine", *columns) == other.rows("quarantine", *columns)
    assert sorted(row["reason"] for row in lake.rows("quarantine")) == ["not_json", "wrong_type"]
    assert lake.ids(LESSONS) == other.ids(LESSONS) == ["2"]
