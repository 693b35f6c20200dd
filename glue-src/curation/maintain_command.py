"""The command `maintain`: fewer, larger files where something changed, and no file longer than time travel needs it."""

import time
from datetime import timedelta
from typing import Any, Dict, List, Mapping, Optional, Sequence

from delta.tables import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from curation.arguments import Arguments
from curation.delta_tables import for_each_table, table_names
from curation.ledger import prune_ledger
from curation.report import line_of

_DEFAULT_LOG_DAYS = 30
_COMMIT = r"/(\d{20})\.json$"


def maintain(spark: SparkSession, arguments: Arguments) -> str:
    """Compacts the partitions that changed since the last OPTIMIZE and deletes files that no version needs any more.

    A version can be read for `--time-travel-days` after it was replaced; Delta's own check refuses anything shorter.
    """
    started = time.monotonic()
    assert arguments.time_travel_days is not None, "parse_arguments has checked it"
    retention = timedelta(days=arguments.time_travel_days)
    prune_ledger(spark, arguments.lake)
    paths = {name: f"{arguments.lake}/{name}" for name in table_names(spark, arguments.lake)}
    tables = for_each_table(lambda path: _maintain(spark, path, retention), paths, arguments.threads)
    return line_of(
        {
            "command": "maintain",
            "time_travel_days": arguments.time_travel_days,
            "tables": tables,
            "seconds": round(time.monotonic() - started, 1),
        }
    )


def _maintain(spark: SparkSession, path: str, retention: timedelta) -> Dict[str, Any]:
    table = DeltaTable.forPath(spark, path)
    detail = table.detail().select("properties", "partitionColumns").collect()[0]
    _declare_retention(spark, path, detail.properties, retention)
    compacted = _compact(spark, path, table, detail.partitionColumns)
    return {**compacted, "files_deleted": _vacuum(table, retention)}


def _declare_retention(spark: SparkSession, path: str, present: Mapping[str, str], retention: timedelta) -> None:
    """Writes the retention into the table, so that no other writer deletes earlier; only when it changes."""
    properties = {
        "delta.deletedFileRetentionDuration": f"interval {retention.days} days",
        "delta.logRetentionDuration": f"interval {max(_DEFAULT_LOG_DAYS, retention.days)} days",
    }
    if any(present.get(name) != value for name, value in properties.items()):
        pairs = ", ".join(f"'{name}' = '{value}'" for name, value in properties.items())
        spark.sql(f"ALTER TABLE delta.`{path}` SET TBLPROPERTIES ({pairs})")


def _compact(spark: SparkSession, path: str, table: DeltaTable, partition: Sequence[str]) -> Dict[str, Any]:
    changed = _changed_partitions(spark, path, table) if partition else []
    if changed == []:
        return {"partitions_optimized": 0, "files_removed": 0, "files_added": 0}
    optimize = table.optimize()
    if changed is not None:
        days = ", ".join(f"'{day}'" for day in changed)
        optimize = optimize.where(f"{partition[0]} IN ({days})")
    metrics = optimize.executeCompaction().select("metrics").collect()[0].metrics
    return {
        "partitions_optimized": metrics.partitionsOptimized,
        "files_removed": metrics.numFilesRemoved,
        "files_added": metrics.numFilesAdded,
    }


def _changed_partitions(spark: SparkSession, path: str, table: DeltaTable) -> Optional[List[str]]:
    """Days of the files that were added since the last OPTIMIZE; None, which is all, when the log does not reach back."""
    last = table.history().where("operation = 'OPTIMIZE'").agg(F.max("version")).collect()[0][0]
    first = 0 if last is None else last + 1
    commits = _commits(spark, path).where(F.col("version") >= first)
    versions = commits.agg(F.min("version"), F.max("version"), F.count_distinct("version")).collect()[0]
    if versions[2] == 0:
        return []
    if versions[0] > first:
        return None
    action = F.from_json("value", "add struct<partitionValues: map<string, string>, dataChange: boolean>")
    added = commits.select(action.alias("action")).where("action.add.dataChange")
    days = added.select(F.map_values("action.add.partitionValues")[0].alias("day")).distinct().collect()
    return sorted(row.day for row in days if row.day is not None)


def _commits(spark: SparkSession, path: str) -> DataFrame:
    lines = spark.read.option("pathGlobFilter", "*.json").text(f"{path}/_delta_log")
    version = F.regexp_extract(F.concat(F.lit("/"), F.col("_metadata.file_name")), _COMMIT, 1)
    return lines.select("value", F.when(version != "", version).cast("long").alias("version")).where(
        "version IS NOT NULL"
    )


def _vacuum(table: DeltaTable, retention: timedelta) -> int:
    table.vacuum(retention / timedelta(hours=1))
    end = table.history(1).select("operation", "operationMetrics").collect()[0]
    deleted = end.operationMetrics.get("numDeletedFiles", "0") if end.operation == "VACUUM END" else "0"
    return int(deleted)
