"""Times the job's MERGE into a table of events: python time_inserts.py '<JSON>'.

The JSON: `lake`, a folder; `stored`, the rows that the table has, over seven days; `inserted`, the rows of each MERGE, one
in twenty late by up to six days, one in a hundred stored already; `warm_up` and `runs`. Prints one line of JSON: the
seconds of each run after the warm-up.
"""

import json
import sys
import time
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DateType, DoubleType, StringType, StructField, StructType

from curation.delta_tables import LakeTable
from curation.session import open_session

TODAY = date(2026, 3, 14)
DAYS = [TODAY - timedelta(days=days) for days in range(7)]
SCHEMA = StructType(
    [
        StructField("event_uuid", StringType()),
        StructField("created_at", DoubleType()),
        StructField("user_uuid", StringType()),
        StructField("language", StringType()),
        StructField("created_date", DateType()),
    ]
)

task = json.loads(sys.argv[1])
spark = open_session(None, 2)
spark.sparkContext.setLogLevel("ERROR")
table = LakeTable(spark, task["lake"], "lesson_started_event", "event_uuid", "created_date")


def uuid(number: Column) -> Column:
    digits = F.md5(number.cast("string"))
    parts = [F.substring(digits, start, length) for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))]
    return F.concat_ws("-", *parts)


def events(numbers: DataFrame, days_ago: Column) -> DataFrame:
    columns = {
        "event_uuid": uuid(F.col("id")),
        "created_at": F.col("id").cast("double"),
        "user_uuid": uuid(F.col("id") % 20_000),
        "language": F.element_at(F.array(*map(F.lit, ("ENG", "SPA", "FRA", "DEU"))), (F.col("id") % 4 + 1).cast("int")),
        "created_date": F.date_sub(F.lit(TODAY), days_ago.cast("int")),
    }
    return numbers.select(*(column.alias(name) for name, column in columns.items()))


def batch(number: int) -> DataFrame:
    """As the job has it: in memory, spread over its cores."""
    count = task["inserted"]
    new = spark.range(task["stored"] + number * count, task["stored"] + (number + 1) * count - count // 100)
    late = F.when(F.col("id") % 20 == 0, F.floor(F.col("id") / 20) % 6 + 1).otherwise(0)
    known = events(spark.range(count // 100).select((F.col("id") * 7).alias("id")), F.lit(0))
    return events(new, late).union(known).repartition(2).cache()


table.create(SCHEMA, ["event_uuid", "created_at"], {})
stored = events(spark.range(task["stored"]), F.col("id") % 7)
stored.repartition("created_date").write.format("delta").mode("append").save(table.path)
seconds = []
for number in range(task["warm_up"] + task["runs"]):
    rows = batch(number)
    rows.count()
    started = time.monotonic()
    added = table.insert_new(rows, DAYS, task["inserted"])
    seconds.append(time.monotonic() - started)
    rows.unpersist()
    if added != task["inserted"] - task["inserted"] // 100:
        raise AssertionError(f"{added} of {task['inserted']} rows were new")
print(json.dumps(seconds[task["warm_up"] :]))
