"""What a changed contract does to tables that exist."""

import json

from tests.events import contract, event, field, lesson_contract, order_contract
from tests.lake import Lake

LESSONS = "lesson_started_event"


def test_a_new_field_becomes_a_column_and_older_rows_hold_null(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1")])
    lake.curate()
    lake.contracts([lesson_contract(field("level", "string"))])
    lake.raw_file("b.parquet", [event("2", user_uuid="u1", level="A1")])

    lake.curate()

    assert lake.rows(LESSONS, "event_uuid", "score", "level") == [
        {"event_uuid": "1", "score": 7, "level": None},
        {"event_uuid": "2", "score": None, "level": "A1"},
    ]


def test_a_new_member_of_a_nested_object_becomes_part_of_its_column(lake: Lake) -> None:
    def nested(*names: str):
        members = [field(name, "string") for name in names]
        return contract(
            "lesson:started",
            field("user_uuid", "string"),
            field("place", {"struct": members}),
            field("all", {"array": {"struct": members}}),
        )

    lake.contracts([nested("city")])
    lake.raw_file("a.parquet", [event("1", place={"city": "a"}, all=[{"city": "a"}])])
    lake.curate()
    lake.contracts([nested("city", "street")])
    lake.raw_file("b.parquet", [event("2", place={"city": "b", "street": "s"}, all=[{"city": "b", "street": "s"}])])
    lake.curate()
    lake.contracts([nested("street")])
    lake.raw_file("c.parquet", [event("3", place={"city": "c", "street": "t"}, all=[{"street": "t"}])])

    lake.curate()

    places = [row["place"] for row in lake.rows(LESSONS)]
    assert places == [{"city": "a", "street": None}, {"city": "b", "street": "s"}, {"city": None, "street": "t"}]
    assert lake.rows(LESSONS)[2]["all"] == [{"city": None, "street": "t"}]


def test_a_field_that_left_the_contract_stays_a_column_and_newer_rows_hold_null(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1")])
    lake.curate()
    lake.contracts([contract("lesson:started", field("user_uuid", "string"))])
    lake.raw_file("b.parquet", [event("2")])

    lake.curate()

    assert lake.rows(LESSONS, "score") == [{"score": 7}, {"score": None}]


def test_a_table_whose_contract_changed_a_type_stands_still_and_all_others_are_stored(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1")])
    lake.curate()
    lake.contracts(
        [contract("lesson:started", field("user_uuid", "string"), field("score", "string")), order_contract()]
    )
    order = event("o", "payment:order:completed", user_uuid="u", amount=1)
    lake.raw_file("b.parquet", [event("2"), order, event("3", "new:thing")])

    code, out, err = lake.outcome(*lake.arguments())

    report = json.loads(out)
    changed = f"table {LESSONS}: column score is bigint and would become string."
    assert (code, list(report["failed_tables"])) == (4, [LESSONS])
    assert changed in err
    assert report["quarantined"] == {"table_failed": 1}
    assert [lake.ids(table) for table in (LESSONS, "payment_order_completed_event", "uncontracted_event")] == [
        ["1"],
        ["o"],
        ["3"],
    ]
    (waiting,) = lake.rows("quarantine", "event_uuid", "reason", "detail", "payload")
    assert (waiting["event_uuid"], waiting["reason"]) == ("2", "table_failed")
    assert waiting["detail"].startswith(changed)
    assert waiting["payload"] == '{"user_uuid": "u1", "score": 7}'


def test_rows_come_back_by_themselves_when_the_contract_is_restored_and_every_run_fails_until_then(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1")])
    lake.curate()
    lake.contracts([contract("lesson:started", field("user_uuid", "string"), field("score", "double"))])
    lake.raw_file("b.parquet", [event("2")])
    lake.outcome(*lake.arguments())
    again, _, _ = lake.outcome(*lake.arguments())
    waiting = lake.ids("quarantine")
    lake.contracts([lesson_contract()])

    report = lake.curate()

    assert (again, waiting) == (4, ["2"])
    assert (lake.ids(LESSONS), lake.ids("quarantine")) == (["1", "2"], [])
    assert (report["rows_stored"], report["released_from_quarantine"], report["failed_tables"]) == (1, 1, {})


def test_a_table_with_a_corrupt_log_stands_still_and_all_others_are_stored(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1")])
    lake.curate()
    log = lake.path / LESSONS / "_delta_log" / f"{1:020}.json"
    kept = log.read_bytes()
    log.write_bytes(b'{"add":{"path":"x" half of an action')
    lake.raw_file("b.parquet", [event("2"), event("3", "new:thing")])

    code, out, _ = lake.outcome(*lake.arguments())
    log.write_bytes(kept)
    report = lake.curate()

    assert (code, list(json.loads(out)["failed_tables"])) == (4, [LESSONS])
    assert (lake.ids("uncontracted_event"), lake.ids(LESSONS), report["failed_tables"]) == (["3"], ["1", "2"], {})


def test_a_row_leaves_quarantine_when_it_is_reprocessed_with_a_mended_contract(lake: Lake) -> None:
    lake.contracts([contract("lesson:started", field("user_uuid", "bigint", True))])
    lake.raw_file(f"{LESSONS}/a.parquet", [event("1"), event("2", user_uuid=None)])
    before = lake.curate()
    lake.contracts([lesson_contract()])
    again = ("--reprocess", str(lake.folder / "raw" / LESSONS))

    first, second = lake.curate(*again), lake.curate(*again)

    assert before["quarantined"] == {"missing_field": 1, "wrong_type": 1}
    assert (lake.ids(LESSONS), lake.ids("quarantine")) == (["1"], ["2"])
    assert (first["rows_stored"], first["released_from_quarantine"], first["new_in_quarantine"]) == (1, 1, 0)
    assert (second["rows_stored"], second["released_from_quarantine"]) == (0, 0)


def test_reprocessing_does_not_touch_what_the_job_remembers_of_new_files(lake: Lake) -> None:
    lake.raw_file("old/a.parquet", [event("1")])
    lake.curate("--reprocess", str(lake.folder / "raw" / "old"))
    lake.raw_file("new/b.parquet", [event("2")])

    report = lake.curate()

    assert (report["files"], report["rows_stored"]) == (2, 1)
    assert lake.ids(LESSONS) == ["1", "2"]


def test_a_contracts_document_of_another_version_stops_the_run(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1")])
    lake.contracts([lesson_contract()], version=1)

    code, _, err = lake.outcome(*lake.arguments())

    assert code == 3
    assert "version is 1, and this job reads version 2" in err
    assert not lake.path.exists()


def test_a_type_that_the_job_does_not_know_stops_the_run(lake: Lake) -> None:
    lake.contracts([lesson_contract(field("money", "decimal"))])

    code, _, err = lake.outcome(*lake.arguments())

    assert code == 3
    assert "'decimal' is no column type that this job knows" in err
