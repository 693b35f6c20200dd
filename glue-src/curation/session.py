"""The Spark session: what the job needs wherever it runs. Master, memory and jars come from who starts it."""

import os
from pathlib import Path
from typing import Optional

from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.session.timeZone": "UTC",
    # Readers that are not Spark read INT96 as nanoseconds, which end in 2262; and a date before 1582 must not stop the run.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    # A number that does not fit becomes null, and the row goes to quarantine: it must not end the run.
    "spark.sql.ansi.enabled": "false",
    # Spark's own log is the record of a run; a bar on the terminal would be mixed into it.
    "spark.ui.showConsoleProgress": "false",
    "spark.databricks.delta.retentionDurationCheck.enabled": "true",
    "spark.databricks.delta.vacuum.parallelDelete.enabled": "true",
    "spark.databricks.delta.vacuum.logging.enabled": "true",
    # A field that is new in a contract becomes a column. SQL of Delta 3.3 has no other way to say so, and only a MERGE in
    # SQL tells how many rows it added.
    "spark.databricks.delta.schema.autoMerge.enabled": "true",
}


def open_session(shuffle_partitions: Optional[int], snapshot_partitions: int) -> SparkSession:
    """The session, made or reused.

    shuffle_partitions: by default the number of cores that Spark has; the 200 of Spark would write 200 tiny tasks per table.
    snapshot_partitions: partitions in which Delta replays a log; 50 is Delta's own default, and slow for small logs.
    """
    builder = SparkSession.builder.appName("event-lake-curation")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    cores = shuffle_partitions or max(2, spark.sparkContext.defaultParallelism)
    spark.conf.set("spark.sql.shuffle.partitions", str(cores))
    # VACUUM lists files in as many tasks, by default 10,000.
    spark.conf.set("spark.sql.sources.parallelPartitionDiscovery.parallelism", str(2 * cores))
    spark.conf.set("spark.databricks.delta.snapshotPartitions", str(snapshot_partitions))
    _show_package_to_workers(spark)
    return spark


def _show_package_to_workers(spark: SparkSession) -> None:
    """On a cluster, the package travels to the workers as a file; on one machine they look where this process looks."""
    context = spark.sparkContext
    if context.master.startswith("local"):
        paths = [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
        context.environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
