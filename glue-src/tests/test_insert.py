"""How rows are added once: with a rival at the same time, and in a table that grows."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Dict, List

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DateType, StringType, StructField, StructType

from curation import delta_tables
from curation.delta_tables import LakeTable

SCHEMA = StructType([StructField("event_uuid", StringType()), StructField("created_date", DateType())])
DAYS = [date(2025, 11, 24) - timedelta(days=days) for days in range(3)]


@pytest.fixture
def table(spark: SparkSession, tmp_path: Path) -> LakeTable:
    made = LakeTable(spark, str(tmp_path), "lesson_started_event", "event_uuid", "created_date")
    made.create(SCHEMA, ["event_uuid"], {})
    return made


def rows(table: LakeTable, numbers: range) -> DataFrame:
    made = table.spark.range(numbers.start, numbers.stop, numPartitions=2)
    day = F.date_sub(F.lit(DAYS[0]), (F.col("id") % len(DAYS)).cast("int"))
    return made.select(F.sha2(F.col("id").cast("string"), 224).alias("event_uuid"), day.alias("created_date"))


def stored(table: LakeTable) -> List[str]:
    return sorted(row.event_uuid for row in table.rows().collect())


def shuffled(spark: SparkSession) -> Dict[int, int]:
    """Bytes that each stage wrote for others to read."""
    context = spark.sparkContext
    quantiles = context._gateway.new_array(context._jvm.double, 0)
    stages = context._jsc.sc().statusStore().stageList(None, False, False, quantiles, None)
    each = [stages.apply(number) for number in range(stages.size())]
    return {stage.stageId(): stage.shuffleWriteBytes() for stage in each}


@pytest.mark.parametrize("broadcast_rows", [300_000, 0])
def test_a_rival_that_adds_the_same_rows_in_mid_write_makes_it_fail_and_not_store_them_twice(
    table: LakeTable, tmp_path: Path, broadcast_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta_tables, "_BROADCAST_ROWS", broadcast_rows)
    table.insert_new(rows(table, range(10)), DAYS, 10)
    reading, go_on = tmp_path / "reading", tmp_path / "go on"

    def wait(uuid: str) -> str:
        reading.touch()
        deadline = time.monotonic() + 60
        while not go_on.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        return uuid

    # On one core: the rival needs the other.
    slow = rows(table, range(40)).coalesce(1).withColumn("event_uuid", F.udf(wait)("event_uuid"))
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(table.insert_new, slow, DAYS, 40)
        deadline = time.monotonic() + 60
        while not reading.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        added = table.insert_new(rows(table, range(40)), DAYS, 40)
        go_on.touch()
        with pytest.raises(PySparkException, match="(?i)concurrent"):
            writing.result()

    again = table.insert_new(rows(table, range(40)), DAYS, 40)

    assert (added, again, len(stored(table)), len(set(stored(table)))) == (30, 0, 40, 40)


def test_what_is_shuffled_does_not_grow_with_the_table(table: LakeTable) -> None:
    bytes_of = []
    for number, more in enumerate((range(2_000), range(2_000, 60_000))):
        table.insert_new(rows(table, more), DAYS, len(more))
        before = max(shuffled(table.spark), default=0)
        # Half of them are stored already.
        first = 100_000 * (number + 1)
        new = rows(table, range(first, first + 500)).union(rows(table, range(500)))
        assert table.insert_new(new, DAYS, 1_000) == 500
        bytes_of.append(sum(count for stage, count in shuffled(table.spark).items() if stage > before))

    small, large = bytes_of
    assert large <= 1.2 * small
