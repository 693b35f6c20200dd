"""The ledger: which files were curated, when, and with how many rows; and until when nothing is missing."""

from datetime import UTC, date, datetime, timedelta
from typing import Mapping, Optional, Sequence, Set

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DateType, LongType, StringType, StructField, StructType, TimestampType

from curation.delta_tables import LakeTable
from curation.interface import CURATED_FILE_TABLE
from curation.object_store import StoredObject

_SCHEMA = StructType(
    [
        StructField("prefix", StringType()),
        StructField("file", StringType()),
        StructField("rows", LongType()),
        StructField("written_at", TimestampType()),
        StructField("listed_at", TimestampType()),
        StructField("curated_at", TimestampType()),
        StructField("curated_date", DateType()),
    ]
)
"""A row for each file, which stands below `prefix`; its `rows` are null when it cannot be read.

And one for each run that came to its end, `file` null: what was there at `listed_at` is curated; `rows` is the sum.
"""

_STATISTICS = ("file", "written_at", "listed_at")
_KEPT_DAYS = 30
"""Days for which a row stays, counted back from the last run: more than any run looks back."""

_RECENT = timedelta(days=2)


class Ledger:
    """What a lake remembers of one prefix of files."""

    def __init__(self, spark: SparkSession, lake: str, prefix: str) -> None:
        self._spark = spark
        self._prefix = prefix
        self._table = _table(spark, lake)

    def listed_at(self, now: float) -> Optional[float]:
        """When the last run that came to its end listed the files, Unix seconds; None without a ledger."""
        if not self._table.exists():
            return None
        runs = self._rows().where(F.col("file").isNull())
        # The last run was nearly always a short time ago: older days are not read then.
        for recent in (runs.where(F.col("curated_date") >= F.lit(_date(now) - _RECENT)), runs):
            last = recent.agg(F.max("listed_at").cast("double")).collect()[0][0]
            if last is not None:
                return float(last)
        return None

    def curated(self, written_from: float) -> Set[str]:
        """Keys of the files that were curated and written no earlier than `written_from`."""
        if not self._table.exists():
            return set()
        # A file is curated after it was written; the clocks of S3 and of the job may differ.
        days = F.col("curated_date") >= F.lit(_date(written_from) - timedelta(days=1))
        rows = self._rows().where(days & F.col("file").isNotNull())
        rows = rows.where(F.col("written_at") >= F.lit(_time(written_from)))
        return {row.file for row in rows.select("file").distinct().collect()}

    def add(self, files: Sequence[StoredObject], rows: Mapping[str, Optional[int]], listed_at: float, now: float) -> None:
        """Remembers files that are stored. rows: of each key."""
        self._append([(file.key, rows.get(file.key, 0), _time(file.written_at)) for file in files], listed_at, now)

    def end_run(self, rows: int, listed_at: float, now: float) -> None:
        """Remembers that everything is stored that was there at `listed_at`."""
        self._append([(None, rows, None)], listed_at, now)

    def _append(self, entries: Sequence[tuple], listed_at: float, now: float) -> None:
        self._table.create(_SCHEMA, _STATISTICS, {})
        times = (_time(listed_at), _time(now), _date(now))
        rows = [(self._prefix, *entry, *times) for entry in entries]
        added = self._spark.createDataFrame(rows, _SCHEMA).coalesce(1)
        added.write.format("delta").mode("append").save(self._table.path)

    def _rows(self) -> DataFrame:
        return self._table.rows().where(F.col("prefix") == self._prefix)


def prune_ledger(spark: SparkSession, lake: str) -> int:
    """Forgets files that were curated so long before the last run that none looks for them; returns how many."""
    table = _table(spark, lake)
    if not table.exists():
        return 0
    last = table.rows().where("file IS NULL").groupBy("prefix").agg(F.max("curated_date").alias("last")).collect()
    forgotten = 0
    for run in last:
        old = (F.col("prefix") == run.prefix) & (F.col("curated_date") < F.lit(run.last - timedelta(days=_KEPT_DAYS)))
        if not table.rows().where(old).isEmpty():
            forgotten += table.rows().where(old).count()
            table.delta().delete(old)
    return forgotten


def _table(spark: SparkSession, lake: str) -> LakeTable:
    return LakeTable(spark, lake, CURATED_FILE_TABLE, "file", "curated_date")


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _date(seconds: float) -> date:
    return _time(seconds).date()
