"""maintain and erase: small files become one, a subject leaves the lake, and no byte of it is left."""

import json
import os
from pathlib import Path
from typing import Dict, Iterator

import pyarrow.parquet
import pytest
from deltalake import DeltaTable

from tests.events import DAY, NOW, contract, event, field, lesson_contract, order_contract
from tests.lake import Lake, raw_row

LESSONS = "lesson_started_event"
DAYS_PASSED = 8


def files_of(lake: Lake, table: str) -> Dict[str, int]:
    """Number of files per partition in the newest version."""
    counts: Dict[str, int] = {}
    for uri in DeltaTable(str(lake.path / table)).file_uris():
        day = Path(uri).parent.name
        counts[day] = counts.get(day, 0) + 1
    return counts


def maintain(lake: Lake, days: int = 7):
    return lake.run("--command", "maintain", "--lake", str(lake.path), "--time-travel-days", str(days))


def erase(lake: Lake, subject: str, name: str = "user_uuid", *more: str):
    code, out, err = lake.outcome(
        "--command", "erase", *lake.arguments(), "--subject-field", name, "--subject", subject, *more
    )
    return (json.loads(out) if code == 0 else {}), err


def let_days_pass(lake: Lake, days: int) -> None:
    """Makes everything in the lake older: times of files, and times in the logs."""
    milliseconds = days * DAY * 1000
    for file in list(lake.path.rglob("*")):
        if file.name.endswith(".json"):
            lines = [json.loads(line) for line in file.read_text().splitlines()]
            file.write_text("".join(json.dumps(_older(line, milliseconds)) + "\n" for line in lines))
            (file.parent / f".{file.name}.crc").unlink(missing_ok=True)
        if file.is_file():
            status = file.stat()
            os.utime(file, (status.st_atime - days * DAY, status.st_mtime - days * DAY))
    lake.spark._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()


def _older(value, milliseconds: int):
    if not isinstance(value, dict):
        return value
    times = ("timestamp", "deletionTimestamp", "modificationTime", "inCommitTimestamp")
    return {
        key: inner - milliseconds if key in times and isinstance(inner, int) else _older(inner, milliseconds)
        for key, inner in value.items()
    }


def places_of(lake: Lake, text: str) -> Iterator[str]:
    """Every file below lake/ that holds the text: Parquet by its values, all others, the logs included, by their bytes."""
    for file in sorted(lake.path.rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            if file.suffix == ".parquet":
                content += str(pyarrow.parquet.ParquetFile(file).read().to_pylist()).encode()
            if text.encode() in content:
                yield str(file.relative_to(lake.path))


def test_maintain_compacts_the_partitions_that_changed_and_no_others(lake: Lake) -> None:
    for number in range(3):
        yesterday = event(f"y{number}", created_at=NOW - DAY)
        lake.raw_file(f"{number}.parquet", [event(f"t{number}"), yesterday])
        lake.curate()

    first = maintain(lake)["tables"][LESSONS]
    lake.raw_file("4.parquet", [event("t4")])
    lake.curate()
    second = maintain(lake)["tables"][LESSONS]
    third = maintain(lake)["tables"][LESSONS]

    assert (first["partitions_optimized"], first["files_removed"], first["files_added"]) == (2, 6, 2)
    assert (second["partitions_optimized"], second["files_removed"], second["files_added"]) == (1, 2, 1)
    assert (third["partitions_optimized"], third["files_deleted"]) == (0, 0)
    assert files_of(lake, LESSONS) == {"created_date=2025-11-23": 1, "created_date=2025-11-24": 1}
    assert lake.ids(LESSONS) == ["t0", "t1", "t2", "t4", "y0", "y1", "y2"]


def test_an_older_version_can_be_read_as_long_as_declared_and_not_longer(lake: Lake) -> None:
    for number in range(2):
        lake.raw_file(f"{number}.parquet", [event(str(number))])
        lake.curate()
    maintain(lake, days=3)
    let_days_pass(lake, 2)
    within = maintain(lake, days=3)["tables"][LESSONS]["files_deleted"]
    let_days_pass(lake, 2)

    after = maintain(lake, days=3)["tables"][LESSONS]["files_deleted"]

    assert (within, after) == (0, 2)
    assert lake.ids(LESSONS) == ["0", "1"]
    settings = DeltaTable(str(lake.path / LESSONS)).metadata().configuration
    assert settings["delta.deletedFileRetentionDuration"] == "interval 3 days"
    assert settings["delta.logRetentionDuration"] == "interval 30 days"


def test_an_erased_subject_is_in_no_table_and_after_maintain_in_no_byte(lake: Lake) -> None:
    gone, kept = "subject-that-goes", "subject-that-stays"
    lake.contracts([lesson_contract(field("email", "string")), order_contract(), contract("cron:ran", subject=None)])
    for number, subject in enumerate((gone, kept)):
        lake.raw_rows(
            f"{number}.parquet",
            [
                raw_row(event(f"l{number}", user_uuid=subject, email=f"{subject}@example.org")),
                raw_row(event(f"o{number}", "payment:order:completed", NOW - DAY, user_uuid=subject, amount=1)),
                raw_row(event(f"n{number}", "new:thing", user_uuid=subject)),
                raw_row(event(f"q{number}", user_uuid=subject, score="x")),
                {**raw_row(event(f"t{number}")), "payload": f"{{user: {subject}"},
            ],
        )
        lake.curate()

    report, _ = erase(lake, gone)

    assert report["deleted"] == {
        LESSONS: 1,
        "payment_order_completed_event": 1,
        "uncontracted_event": 1,
        "quarantine": 2,
    }
    left = {table: lake.ids(table) for table in report["deleted"]}
    assert left == {
        LESSONS: ["l1"],
        "payment_order_completed_event": ["o1"],
        "uncontracted_event": ["n1"],
        "quarantine": ["q1", "t1"],
    }
    assert gone not in json.dumps(report)
    let_days_pass(lake, DAYS_PASSED)
    maintain(lake)
    assert list(places_of(lake, gone)) == []
    assert len(list(places_of(lake, kept))) == 4


def test_a_subject_that_was_made_up_is_erased_and_not_remembered(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1", user_uuid="probe"), event("2", user_uuid="kept")])
    lake.curate()

    report, _ = erase(lake, "probe", "user_uuid", "--remember-subject", "no")

    assert (report["rows_deleted"], lake.ids(LESSONS), lake.has("erased_subject")) == (1, ["2"], False)


def test_a_subject_inside_of_an_object_is_erased_and_does_not_come_back(lake: Lake) -> None:
    buyer = field("buyer", {"struct": [field("user_uuid", "string")]}, column="customer")
    chosen = field("chosen", "json")
    lake.contracts(
        [
            {**contract("order:placed", buyer), "subject_fields": ["buyer.user_uuid"]},
            {**contract("method:chosen", chosen), "subject_fields": ["chosen.user_uuid"]},
        ]
    )
    people = [{"user_uuid": "gone"}, {"user_uuid": "kept"}, None]
    events = [event(f"o{number}", "order:placed", buyer=person) for number, person in enumerate(people)]
    events += [event(f"c{number}", "method:chosen", chosen=person) for number, person in enumerate(people)]
    file = lake.raw_file("a.parquet", events)
    lake.curate()

    orders, _ = erase(lake, "gone", "buyer.user_uuid")
    choices, _ = erase(lake, "gone", "chosen.user_uuid")
    again = lake.curate("--reprocess", str(file.parent))

    assert (orders["rows_deleted"], choices["rows_deleted"], again["erased"]) == (1, 1, 2)
    assert (lake.ids("order_placed_event"), lake.ids("method_chosen_event")) == (["o1", "o2"], ["c1", "c2"])


def test_an_erased_subject_does_not_come_back_from_raw_files(lake: Lake) -> None:
    lake.raw_file("a.parquet", [event("1", user_uuid="gone"), event("2", user_uuid="kept")])
    lake.curate()
    first, _ = erase(lake, "gone")
    second, _ = erase(lake, "gone")

    report = lake.curate("--reprocess", str(lake.folder / "raw"))

    assert (first["rows_deleted"], second["rows_deleted"]) == (1, 0)
    assert (report["erased"], report["rows_stored"], lake.ids(LESSONS)) == (1, 0, ["2"])
    assert lake.has("quarantine") is False


def test_a_field_that_no_contract_marks_as_its_subject_is_refused(lake: Lake) -> None:
    _, err = erase(lake, "7", "score")

    assert '--subject-field is score, but no contract marks it with "x-subject": true. Marked: user_uuid.' in err


@pytest.mark.parametrize("days", ["0", "-1", "x"])
def test_a_retention_of_less_than_a_day_is_refused(lake: Lake, days: str) -> None:
    with pytest.raises(SystemExit):
        lake.outcome("--command", "maintain", "--lake", str(lake.path), "--time-travel-days", days)
