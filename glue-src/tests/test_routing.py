"""Where events go that have no contract, come late, or cannot be stored."""

from datetime import date

from tests.events import DAY, LESSON, NOW, contract, event, field, lesson_contract, order_contract
from tests.lake import Lake, raw_row

LESSONS = "lesson_started_event"
DATE_TIME = "a date-time of RFC 3339 with its offset, such as 2026-11-20T10:00:00Z"


def test_a_late_event_lands_in_the_partition_of_its_creation(lake: Lake) -> None:
    lake.raw_file("late_event/created_date=2025-11-24/a.parquet", [event("late", created_at=NOW - 9 * DAY)])
    lake.raw_file(f"{LESSONS}/created_date=2025-11-18/a.parquet", [event("six", created_at=NOW - 6 * DAY)])

    report = lake.curate()

    assert lake.rows(LESSONS, "event_uuid", "created_date") == [
        {"event_uuid": "late", "created_date": date(2025, 11, 15)},
        {"event_uuid": "six", "created_date": date(2025, 11, 18)},
    ]
    assert (lake.path / LESSONS / "created_date=2025-11-15").is_dir()
    assert (report["late"], lake.has("late_event")) == (1, False)


def test_a_late_event_that_is_stored_already_is_a_duplicate(lake: Lake) -> None:
    old = event("1", created_at=NOW - 8 * DAY)
    lake.raw_file(f"{LESSONS}/created_date=2025-11-16/a.parquet", [old], NOW - 8 * DAY)
    lake.curate()
    lake.raw_file("late_event/created_date=2025-11-24/a.parquet", [old])

    report = lake.curate()

    assert lake.ids(LESSONS) == ["1"]
    assert report["duplicates_removed"]["already_stored"] == 1


def test_an_event_without_a_contract_can_be_queried_in_a_table_of_that_name(lake: Lake) -> None:
    lake.raw_file("uncontracted_event/created_date=2025-11-24/a.parquet", [event("1", "new:thing", x=1.5)])

    lake.curate()

    row = lake.rows("uncontracted_event")[0]
    assert (row["event_type"], row["event_subtype"], row["payload"]) == ("new", "thing", '{"x": 1.5}')
    assert row["created_date"] == date(2025, 11, 24)


def test_an_event_moves_to_its_own_table_when_it_is_reprocessed_with_a_contract(lake: Lake) -> None:
    events = [event("1", "new:thing", x=1.5), event("2", "other:thing", x=2)]
    lake.raw_file("uncontracted_event/created_date=2025-11-24/a.parquet", events)
    lake.curate()
    lake.contracts([contract("new:thing", field("x", "double", True))])

    report = lake.curate("--reprocess", str(lake.folder / "raw" / "uncontracted_event"))

    assert lake.rows("new_thing_event", "event_uuid", "x") == [{"event_uuid": "1", "x": 1.5}]
    assert lake.ids("uncontracted_event") == ["2"]
    assert report["moved_from_uncontracted"] == 1


def test_the_table_follows_from_the_name_of_the_event_and_not_from_the_folder(lake: Lake) -> None:
    lake.raw_file("uncontracted_event/created_date=2020-01-01/a.parquet", [event("1")])

    lake.curate()

    assert lake.rows(LESSONS, "event_uuid", "created_date") == [{"event_uuid": "1", "created_date": date(2025, 11, 24)}]


def test_what_cannot_be_stored_is_in_quarantine_with_its_reason(lake: Lake) -> None:
    good = {"user_uuid": "u1"}
    rows = [
        raw_row(event("type", **good, score="seven")),
        raw_row(event("float", **good, score=1.5)),
        raw_row(event("huge", **good, score=1e30)),
        raw_row(event("missing", score=1)),
        raw_row(event("null", user_uuid=None)),
        {**raw_row(event("text")), "payload": "{user_uuid: 1}"},
        {**raw_row(event("array")), "payload": "[]"},
        {**raw_row(event("none")), "payload": None},
        raw_row(event("far", created_at=1e18)),
        raw_row(event("before", created_at=-1.0)),
        raw_row(event("nan", created_at=float("nan"))),
        raw_row(event("tomorrow", created_at=NOW + 2 * DAY)),
        {**raw_row(event("undated")), "created_at": None},
        {**raw_row(event("nameless")), "event_name": None},
        {**raw_row(event("anonymous")), "event_uuid": None},
        raw_row(event("good", **good)),
    ]
    lake.raw_rows(f"{LESSONS}/created_date=2025-11-24/a.parquet", rows)

    report = lake.curate()

    reasons = {str(row["event_uuid"]): row["reason"] for row in lake.rows("quarantine")}
    assert reasons == {
        "type": "wrong_type",
        "float": "wrong_type",
        "huge": "invalid_value",
        "missing": "missing_field",
        "null": "missing_field",
        "text": "not_json",
        "array": "not_json",
        "none": "not_json",
        "far": "invalid_value",
        "before": "invalid_value",
        "nan": "invalid_value",
        "tomorrow": "invalid_value",
        "undated": "missing_field",
        "nameless": "missing_field",
        "None": "missing_field",
    }
    assert lake.ids(LESSONS) == ["good"]
    assert report["quarantined"] == {"invalid_value": 5, "missing_field": 5, "not_json": 3, "wrong_type": 2}
    assert report["rows_read"] == 16


def test_quarantine_names_fields_and_file_and_keeps_the_row(lake: Lake) -> None:
    file = lake.raw_file(f"{LESSONS}/created_date=2025-11-24/a.parquet", [event("1", score="seven", secret="s3cret")])

    lake.curate()

    row = lake.rows("quarantine")[0]
    assert row["detail"] == "score is a string, not an integer; user_uuid is missing"
    assert row["payload"] == '{"score": "seven", "secret": "s3cret"}'
    assert row["raw_file"].endswith(str(file))
    assert (row["event_name"], row["created_at"], row["arrived_date"]) == (LESSON, NOW - 60, date(2025, 11, 24))


def test_a_corrupt_copy_does_not_hide_a_good_one(lake: Lake) -> None:
    lake.raw_file(f"{LESSONS}/created_date=2025-11-24/a.parquet", [event("1", score="bad")], NOW - 30)
    lake.raw_file(f"{LESSONS}/created_date=2025-11-24/b.parquet", [event("1")], NOW)

    report = lake.curate()

    assert (lake.ids(LESSONS), lake.ids("quarantine")) == (["1"], ["1"])
    assert report["duplicates_removed"] == {"in_run": 0, "already_stored": 0}


def test_an_order_with_nested_mistakes_is_in_quarantine(lake: Lake) -> None:
    good = {"user_uuid": "u1", "amount": 1}
    wrong = {
        "sku": {"items": [{"price": 1}]},
        "price": {"items": [{"sku": "a", "price": "1"}]},
        "deep": {"address": {"geo": {"lat": "north"}}},
        "infinite": {"amount": float("inf")},
        "year": {"paid_at": "0000-01-01T00:00:00Z"},
        "time": {"paid_at": "yesterday"},
        "day": {"due_on": "2025-13-01"},
    }
    events = [event(name, "payment:order:completed", **{**good, **fields}) for name, fields in wrong.items()]
    rows = [raw_row(one) for one in events]
    for row in rows:
        row["payload"] = row["payload"].replace("Infinity", "1e999")
    rows.append(raw_row(event("old", "payment:order:completed", **good, paid_at="1066-10-14T09:00:00Z")))
    lake.raw_rows("payment_order_completed_event/created_date=2025-11-24/a.parquet", rows)

    lake.curate()

    reasons = {row["event_uuid"]: (row["reason"], row["detail"]) for row in lake.rows("quarantine")}
    assert reasons == {
        "sku": ("missing_field", "items[0].sku is missing"),
        "price": ("wrong_type", "items[0].price is a string, not a number"),
        "deep": ("wrong_type", "address.geo.lat is a string, not a number"),
        "infinite": ("invalid_value", "amount is outside of a double"),
        "year": ("invalid_value", "paid_at is outside of the years 0001 to 9999"),
        "time": ("wrong_type", f"paid_at is a string, but not {DATE_TIME}"),
        "day": ("wrong_type", "due_on is a string, but not a date, such as 2026-11-20"),
    }
    assert lake.rows("payment_order_completed_event")[0]["paid_at"].year == 1066


def test_the_same_id_on_another_date_is_another_row_and_is_counted(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1"), event("1", created_at=NOW - 2 * DAY), event("2")])

    report = lake.curate()

    assert lake.ids(LESSONS) == ["1", "1", "2"]
    assert report["same_id_other_date"] == 1


def test_the_first_copy_to_arrive_is_the_one_that_is_stored(lake: Lake) -> None:
    lake.raw_file("b.parquet", [event("1", user_uuid="u1", score=2)], NOW)
    lake.raw_file("a.parquet", [event("1", user_uuid="u1", score=1)], NOW + 1)

    lake.curate()

    assert lake.rows(LESSONS, "score") == [{"score": 2}]


def test_contracts_with_the_same_fields_do_not_share_rows(lake: Lake) -> None:
    lake.contracts([lesson_contract(), order_contract(), contract("lesson:ended", field("user_uuid", "string"))])
    lake.raw_file("a.parquet", [event("1"), event("1", "lesson:ended", user_uuid="u1")])

    report = lake.curate()

    assert report["stored"] == {LESSONS: 1, "lesson_ended_event": 1}


def test_events_of_two_names_without_contracts_may_share_an_id(lake: Lake) -> None:
    lake.raw_file(
        "a.parquet", [event("1", "new:thing", x=1), event("1", "new:other", x=2), event("1", "new:thing", x=1)]
    )
    first = lake.curate()
    lake.raw_file("b.parquet", [event("1", "new:third", x=3), event("1", "new:other", x=2)])

    second = lake.curate()

    names = [row["event_name"] for row in lake.rows("uncontracted_event")]
    assert sorted(names) == ["new:other", "new:thing", "new:third"]
    assert (first["rows_stored"], second["rows_stored"]) == (2, 1)
    assert second["duplicates_removed"] == {"in_run": 0, "already_stored": 1}
