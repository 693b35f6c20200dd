"""curate, raw Parquet: every event once, in its own table and partition."""

from datetime import UTC, date, datetime

from tests.events import ORDER, contract, event
from tests.lake import Lake

LESSONS = "lesson_started_event"
ORDERS = "payment_order_completed_event"


def test_events_are_stored_with_the_types_of_their_contract(lake: Lake) -> None:
    order = event(
        "o1",
        ORDER,
        1_712_511_721.022075,
        user_uuid="u1",
        amount=12.5,
        paid_at="2024-04-07T19:42:01.5+02:00",
        due_on="2024-05-01",
        items=[{"sku": "a", "price": 2}, {"sku": "b"}],
        address={"city": "Łódź", "geo": {"lat": 51.7}},
        gift=True,
        extra={"any": [1, "x"]},
        unknown="not in the contract",
    )
    lake.raw_file("payment_order_completed_event/created_date=2024-04-07/a.parquet", [order], 1_712_511_800.25)

    report = lake.curate()

    assert report["stored"] == {ORDERS: 1}
    assert lake.rows(ORDERS) == [
        {
            "event_uuid": "o1",
            "event_name": ORDER,
            "event_type": "payment",
            "event_subtype": "order",
            "created_at": 1_712_511_721.022075,
            "created_datetime": "2024-04-07T17:42:01.022Z",
            "arrived_datetime": "2024-04-07T17:43:20.250Z",
            "user_uuid": "u1",
            "amount": 12.5,
            "paid_at": datetime(2024, 4, 7, 17, 42, 1, 500_000, UTC),
            "due_on": date(2024, 5, 1),
            "items": [{"sku": "a", "price": 2.0}, {"sku": "b", "price": None}],
            "address": {"city": "Łódź", "geo": {"lat": 51.7}},
            "gift": True,
            "extra": '{"any": [1, "x"]}',
            "unknown_fields": '{"unknown": "not in the contract"}',
            "created_date": date(2024, 4, 7),
        }
    ]


def test_duplicates_across_files_and_runs_are_stored_once(lake: Lake) -> None:
    lake.raw_file(f"{LESSONS}/created_date=2025-11-24/a.parquet", [event("1"), event("2"), event("1")])
    lake.raw_file(f"{LESSONS}/created_date=2025-11-24/b.parquet", [event("2"), event("3")])
    first = lake.curate()
    lake.raw_file(f"{LESSONS}/created_date=2025-11-24/c.parquet", [event("3"), event("4")])

    second = lake.curate()
    third = lake.curate()

    assert lake.ids(LESSONS) == ["1", "2", "3", "4"]
    assert (first["rows_read"], first["stored"]) == (5, {LESSONS: 3})
    assert first["duplicates_removed"] == {"in_run": 2, "already_stored": 0}
    assert (second["rows_read"], second["stored"]) == (2, {LESSONS: 1})
    assert second["duplicates_removed"] == {"in_run": 0, "already_stored": 1}
    assert (third["batches"], third["files"], third["rows_read"], third["stored"]) == (0, 0, 0, {})


def test_a_contract_without_fields_of_its_own_has_a_table_too(lake: Lake) -> None:
    lake.contracts([contract("cron:ran", subject=None)])
    lake.raw_file("a.parquet", [event("1", "cron:ran"), event("2", "cron:ran", x=1)])

    report = lake.curate()

    assert (report["stored"], report["quarantined"]) == ({"cron_ran_event": 2}, {})


def test_a_batch_holds_no_more_files_than_asked_for(lake: Lake) -> None:
    for number in range(3):
        lake.raw_file(f"{number}.parquet", [event("0"), event(str(number))])

    report = lake.curate("--max-files-per-batch", "1")

    assert (report["batches"], lake.ids(LESSONS)) == (3, ["0", "1", "2"])
    assert report["duplicates_removed"] == {"in_run": 1, "already_stored": 2}
