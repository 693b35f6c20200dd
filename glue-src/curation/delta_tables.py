"""The Delta tables of the lake: which there are, how they are made, and how rows are added once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Callable, Dict, List, Mapping, Sequence, Tuple, TypeVar

from delta.tables import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from curation.column_types import changed_type, has_all

_BROADCAST_ROWS = 300_000
"""Rows of a batch whose keys every core can hold: some 30 MB."""

T = TypeVar("T")
R = TypeVar("R")


class LakeTable:
    """One Delta table, addressed by its path.

    key: column that a row is known by; partition: date column, equal for all copies of a row; beside: further
    columns that a row is known by.
    """

    def __init__(
        self, spark: SparkSession, lake: str, name: str, key: str, partition: str, beside: Sequence[str] = ()
    ) -> None:
        self.spark = spark
        self.name = name
        self.path = f"{lake}/{name}"
        self.key = key
        self.partition = partition
        self.identity = (key, partition, *beside)

    def exists(self) -> bool:
        """Whether there is a Delta table at the path."""
        return DeltaTable.isDeltaTable(self.spark, self.path)

    def delta(self) -> DeltaTable:
        """Delta's own handle. The table must exist."""
        return DeltaTable.forPath(self.spark, self.path)

    def rows(self) -> DataFrame:
        """All rows. The table must exist."""
        return self.delta().toDF()

    def changed_types(self, schema: StructType) -> List[str]:
        """A sentence for every column that is stored with another type than `schema` has."""
        if not self.exists():
            return []
        stored = {field.name.lower(): field for field in self.rows().schema.fields}
        changes = [
            changed_type(field.name, stored[field.name.lower()].dataType, field.dataType)
            for field in schema.fields
            if field.name.lower() in stored
        ]
        return [f"table {self.name}: column {change}" for change in changes if change]

    def properties(self) -> Dict[str, str]:
        """The table's own settings. The table must exist."""
        rows = self.spark.sql(f"SHOW TBLPROPERTIES delta.`{self.path}`").collect()
        return {row["key"]: row["value"] for row in rows}

    def set_property(self, name: str, value: str) -> None:
        """Changes one of them."""
        self.spark.sql(f"ALTER TABLE delta.`{self.path}` SET TBLPROPERTIES ('{name}' = '{value}')")

    def add_columns(self, schema: StructType) -> None:
        """Adds the columns that the table lacks, and members of structs; one commit, or none."""
        if not has_all(self.rows().schema, schema):
            empty = self.spark.createDataFrame([], schema)
            empty.write.format("delta").mode("append").option("mergeSchema", "true").save(self.path)

    def create(self, schema: StructType, statistics: Sequence[str], properties: Mapping[str, str]) -> None:
        """Makes the table if there is none.

        properties: settings of a new table, as `properties` gives them.
        statistics: columns of which the log keeps the smallest and largest value, for skipping files. The log outlives
        the files, so none of them may hold personal data: erasing would not reach it.
        """
        table = (
            DeltaTable.createIfNotExists(self.spark)
            .location(self.path)
            .addColumns(schema)
            .partitionedBy(self.partition)
            # Readers that are not Spark cannot read them.
            .property("delta.enableDeletionVectors", "false")
            .property("delta.dataSkippingStatsColumns", ",".join(statistics))
        )
        for name, value in properties.items():
            table = table.property(name, value)
        table.execute()

    def insert_new(self, source: DataFrame, days: Sequence[date], most: int) -> int:
        """Adds the rows whose key is not in the table yet; a column that the table lacks is added to it.

        source: one row per key and partition, `most` at most; days: its partitions. Literals make Delta read only these
        partitions, however old they are.

        Returns the number of rows that were added.
        """
        literals = ", ".join(f"DATE'{day.isoformat()}'" for day in sorted(days))
        same = " AND ".join(f"t.{column} = s.{column}" for column in self.identity)
        condition = f"{same} AND t.{self.partition} IN ({literals})"
        if most <= _BROADCAST_ROWS:
            source, condition = self._unknown(source, literals), "false"
        view = f"source_{uuid.uuid4().hex}"
        source.createOrReplaceTempView(view)
        try:
            result = self.spark.sql(
                f"MERGE INTO delta.`{self.path}` AS t USING {view} AS s ON {condition} WHEN NOT MATCHED THEN INSERT *"
            )
            return int(result.collect()[0]["num_inserted_rows"])
        finally:
            self.spark.catalog.dropTempView(view)

    def _unknown(self, source: DataFrame, literals: str) -> DataFrame:
        """The rows of `source` that are not in the table yet. A MERGE by itself shuffles the keys that are stored; here
        those of the batch go to them, and what both have comes back.

        It must stay a part of the MERGE: what is read inside of its transaction makes a rival's write a conflict. Keys that
        were read before it would be stored twice.
        """
        ids = list(self.identity)
        stored = self.rows().where(f"{self.partition} IN ({literals})").select(*ids)
        known = stored.join(F.broadcast(source.select(*ids)), ids, "left_semi")
        return source.join(F.broadcast(known), ids, "left_anti").select(*source.columns)

    def delete_matching(self, source: DataFrame, columns: Sequence[str]) -> int:
        """Deletes the rows that agree with a row of `source` in all `columns`; returns how many.

        Values travel in the source and not in the condition, since Delta writes conditions into its log.
        """
        view = f"source_{uuid.uuid4().hex}"
        source.select(*columns).distinct().createOrReplaceTempView(view)
        try:
            condition = " AND ".join(f"t.`{column}` = s.`{column}`" for column in columns)
            result = self.spark.sql(
                f"MERGE INTO delta.`{self.path}` AS t USING {view} AS s ON {condition} WHEN MATCHED THEN DELETE"
            )
            return int(result.collect()[0]["num_deleted_rows"])
        finally:
            self.spark.catalog.dropTempView(view)


def path_exists(spark: SparkSession, prefix: str) -> bool:
    """Whether anything is at a path, on any file system that Spark knows."""
    path = spark._jvm.org.apache.hadoop.fs.Path(prefix)
    return bool(path.getFileSystem(spark._jsc.hadoopConfiguration()).exists(path))


def table_names(spark: SparkSession, lake: str) -> List[str]:
    """Names of the Delta tables below the prefix, sorted."""
    if not path_exists(spark, lake):
        return []
    path = spark._jvm.org.apache.hadoop.fs.Path(lake)
    statuses = path.getFileSystem(spark._jsc.hadoopConfiguration()).listStatus(path)
    names = [status.getPath().getName() for status in statuses if status.isDirectory()]
    return sorted(name for name in names if path_exists(spark, f"{lake}/{name}/_delta_log"))


def for_each_table(work: Callable[[T], R], tables: Mapping[str, T], threads: int) -> Dict[str, R]:
    """Runs `work` on every table, `threads` at a time; results by name.

    All tables are tried; then the first failure, in the order of the names, is raised.
    """
    results, failures = try_each_table(work, tables, threads)
    for failure in failures.values():
        raise failure
    return results


def try_each_table(
    work: Callable[[T], R], tables: Mapping[str, T], threads: int
) -> Tuple[Dict[str, R], Dict[str, Exception]]:
    """Runs `work` on every table, `threads` at a time; results and failures by name, in the order of the names."""
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running = {name: pool.submit(work, table) for name, table in sorted(tables.items())}
    failed = {name: future.exception() for name, future in running.items()}
    results = {name: future.result() for name, future in running.items() if failed[name] is None}
    return results, {name: failure for name, failure in failed.items() if isinstance(failure, Exception)}
