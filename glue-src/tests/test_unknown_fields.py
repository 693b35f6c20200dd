"""A field that no contract names is kept, and becomes a column's value when a contract names it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from curation import fill_columns
from tests.events import LESSON, NOW, contract, event, field, lesson_contract
from tests.lake import Lake, raw_row

LESSONS = "lesson_started_event"
PLACE = [field("city", "string")]


def sent(uuid: str, members: str):
    return {**raw_row(event(uuid)), "payload": f"{{{members}}}"}


def placed(*members, **more):
    """A contract with objects in it."""
    place = [*PLACE, *members]
    stops = field("stops", {"array": {"struct": place}})
    fields = (field(name, kind) for name, kind in more.items())
    return contract(LESSON, field("place", {"struct": place}), stops, *fields, subject=None)


@pytest.mark.parametrize("mode", ["raw-parquet", "landing-json"])
def test_what_no_contract_names_is_kept_as_sent_and_counted_by_field(lake: Lake, mode: str) -> None:
    members = '"user_uuid":"u","level":1.10,"tags":[1 , "b"]'
    if mode == "raw-parquet":
        lake.raw_rows("a.parquet", [sent("1", members), sent("1", members), sent("2", '"user_uuid":"u","level":null')])
    else:
        line = f'{{"event_uuid":"%s","event_name":"{LESSON}","created_at":{NOW - 60},%s}}'
        lake.landing_file(
            "a", [line % ("1", members), line % ("1", members), line % ("2", '"user_uuid":"u","level":null')]
        )

    report = lake.curate("--input", mode)

    stored = {row["event_uuid"]: row["unknown_fields"] for row in lake.rows(LESSONS)}
    assert stored == {"1": '{"level":1.10,"tags":[1 , "b"]}', "2": '{"level":null}'}
    assert report["unknown_fields"] == {LESSONS: {"level": 2, "tags": 1}}
    log = "".join(file.read_text() for file in (lake.path / LESSONS / "_delta_log").glob("*.json"))
    assert "1.10" not in log


def test_a_contract_that_names_a_field_fills_its_column_with_the_next_event_wherever_it_fits(lake: Lake) -> None:
    lake.contracts([placed()])
    lake.raw_rows(
        "a.parquet",
        [
            sent("1", '"place":{"city":"a","zip":"1"},"stops":[null,{"city":"b","zip":"2"}],"net":"1.10","more":[1]'),
            sent("2", '"place":{"city":"a","zip":"3"},"net":7'),
            sent("3", '"place":null,"stops":[{"city":"c"}]'),
        ],
    )
    lake.curate()
    net = {"decimal": {"precision": 12, "scale": 2, "sent_as": ["string"]}}
    lake.contracts([placed(field("zip", "string"), net=net)])
    lake.raw_rows("b.parquet", [sent("4", '"net":"2.00"')])

    filled = lake.curate()
    version = lake.version(LESSONS)
    lake.raw_rows("c.parquet", [sent("4", '"net":"2.00"')])
    again = lake.curate()

    assert (filled["filled"], again["filled"], lake.version(LESSONS)) == ({LESSONS: 2}, {}, version)
    rows = lake.rows(LESSONS, "event_uuid", "place", "stops", "net", "unknown_fields")
    assert [list(row.values()) for row in rows] == [
        ["1", {"city": "a", "zip": "1"}, [None, {"city": "b", "zip": "2"}], Decimal("1.10"), '{"more":[1]}'],
        ["2", {"city": "a", "zip": "3"}, None, None, '{"net":7}'],
        ["3", None, [{"city": "c", "zip": None}], None, None],
        ["4", None, None, Decimal("2.00"), None],
    ]


def test_a_field_that_left_its_contract_and_came_back_lost_nothing_even_when_the_run_stopped_in_between(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.raw_file("a.parquet", [event("1", user_uuid="u", score=1)])
    lake.curate()
    lake.contracts([contract(LESSON, field("user_uuid", "string"))])
    lake.raw_file("b.parquet", [event("2", user_uuid="u", score=2)])
    lake.curate()
    between = lake.rows(LESSONS, "score", "unknown_fields")
    lake.contracts([lesson_contract()])
    lake.raw_file("c.parquet", [event("3", user_uuid="u", score=3)])
    with monkeypatch.context() as stopped:
        stopped.setattr(fill_columns, "_update", lambda *_: 1 / 0)
        lake.outcome(*lake.arguments())

    report = lake.curate()

    assert between == [{"score": 1, "unknown_fields": None}, {"score": None, "unknown_fields": '{"score": 2}'}]
    assert report["filled"] == {LESSONS: 1}
    assert [row["score"] for row in lake.rows(LESSONS)] == [1, 2, 3]
    assert {row["unknown_fields"] for row in lake.rows(LESSONS)} == {None}


def test_reprocess_fills_null_columns_of_rows_that_are_stored_and_nothing_else(lake: Lake) -> None:
    """As in a lake that is older than the column unknown_fields."""
    old = placed()
    lake.contracts([old])
    file = lake.raw_rows(
        "old/a.parquet",
        [
            sent("1", '"place":{"city":"a","zip":"1"},"level":"A1","more":1'),
            sent("2", '"place":{"city":"b"},"level":"B2"'),
        ],
    )
    lake.curate()
    table = f"delta.`{lake.path / LESSONS}`"
    lake.spark.sql(f"UPDATE {table} SET unknown_fields = NULL")
    lake.spark.sql(f"UPDATE {table} SET place = named_struct('city', 'changed') WHERE event_uuid = '2'")
    lake.contracts([placed(field("zip", "string"), level="string")])

    report = lake.curate("--reprocess", str(file.parent))
    version = lake.version(LESSONS)
    again = lake.curate("--reprocess", str(file.parent))

    rows = lake.rows(LESSONS, "place", "level", "unknown_fields")
    assert [list(row.values()) for row in rows] == [
        [{"city": "a", "zip": "1"}, "A1", '{"more":1}'],
        [{"city": "changed", "zip": None}, "B2", None],
    ]
    assert (report["rows_stored"], report["filled"], again["filled"]) == (0, {LESSONS: 2}, {})
    assert lake.version(LESSONS) == version


def test_who_is_named_in_an_unknown_field_only_is_erased_and_does_not_come_back(lake: Lake) -> None:
    buyer = field("buyer", {"struct": [field("user_uuid", "string")]})
    lake.contracts(
        [
            {**contract("order:placed", buyer), "subject_fields": ["buyer.user_uuid"]},
            contract("order:shipped", field("buyer", {"struct": [field("city", "string")]}), subject=None),
        ]
    )
    people = ("gone", "kept")
    orders = [event(f"p-{who}", "order:placed", buyer={"user_uuid": who}) for who in people]
    parcels = [event(f"s-{who}", "order:shipped", buyer={"city": "a", "user_uuid": who}) for who in people]
    file = lake.raw_file("a.parquet", [*orders, *parcels])
    lake.curate()

    report = lake.run("--command", "erase", *lake.arguments("--subject-field", "buyer.user_uuid", "--subject", "gone"))
    again = lake.curate("--reprocess", str(Path(file).parent))

    assert report["deleted"]["order_shipped_event"] == 1
    assert (lake.ids("order_placed_event"), lake.ids("order_shipped_event")) == (["p-kept"], ["s-kept"])
    assert again["erased"] == 2
    assert "gone" not in json.dumps(lake.rows("order_shipped_event"), default=str)
