"""What the job says of every record is what the deduplicator says of it."""

import base64
import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from curation.envelope import AROUND_RECORD, check_envelope
from curation.event_time import iso_datetime

FILE = Path(__file__).parents[2] / "test" / "fixtures" / "envelope-cases.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_a_line_is_judged_as_the_deduplicator_judges_it(case) -> None:
    line = base64.b64decode(case["base64"]) if "base64" in case else case["line"].encode("utf-8", "surrogatepass")

    result = check_envelope(line, CASES["arrivedAt"])

    assert result.reason == case["reason"]
    if case["reason"] is None:
        assert result.payload == case["payload"]
    else:
        assert result.payload == line.decode("utf-8", "backslashreplace").strip(AROUND_RECORD)
        assert result.detail == case["detail"]


def test_every_creation_time_is_written_as_the_deduplicator_writes_it(spark: SparkSession) -> None:
    valid = [case for case in CASES["cases"] if case["reason"] is None]
    times = [(case["name"], check_envelope(case["line"].encode(), CASES["arrivedAt"]).created_at) for case in valid]

    rows = spark.createDataFrame(times, "name string, created_at double")
    written = rows.select("name", iso_datetime(F.col("created_at"))).collect()

    assert [tuple(row) for row in written] == [(case["name"], case["created_datetime"]) for case in valid]


def test_an_event_that_is_nested_too_deep_is_rejected_and_does_not_end_the_process() -> None:
    deep = b'{"event_uuid":"a","event_name":"b","created_at":1,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    assert check_envelope(deep, 1).reason == "too_deep"
