"""The command `erase`: deletes the rows of one subject, wherever the lake has them, and keeps new ones out.

Safe to repeat. The rows are gone from the newest version of a table at once. The bytes go with the first `maintain`
after the time-travel days have passed; the raw files go when their lifecycle rule says so.
"""

import time
from datetime import UTC, datetime
from typing import Dict, List, Optional, Sequence

from delta.tables import DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType, TimestampType

from curation.arguments import Arguments
from curation.contracts import Contract, ContractsError, load_contracts
from curation.delta_tables import LakeTable, for_each_table
from curation.interface import ERASED_TABLE, QUARANTINE_TABLE, UNCONTRACTED_TABLE, UNKNOWN_FIELDS_COLUMN
from curation.report import line_of
from curation.targets import event_table, quarantine_table

ERASED = "erased"
"""Reason of a row that belongs to an erased subject: it is stored nowhere."""

_ERASED_SCHEMA = StructType([StructField("digest", StringType()), StructField("erased_at", TimestampType())])
"""What is kept of a subject that was erased: raw files outlive an erasure and must not bring the subject back."""

# Payloads in which no field can be looked up: the value is looked for as it is.
_NO_FIELDS = ("not_json", "not_an_object", "too_deep")


def erase(spark: SparkSession, arguments: Arguments) -> str:
    """Deletes the subject's rows and returns the report, which does not hold the subject's value."""
    started = time.monotonic()
    assert arguments.contracts and arguments.subject_field and arguments.subject is not None, "parse_arguments"
    contracts = load_contracts(spark, arguments.contracts)
    _require_marked(contracts, arguments.subject_field)
    digest = _digest_of(spark, arguments.subject_field, arguments.subject)
    if arguments.remember_subject:
        _remember(spark, arguments.lake, digest)
    deleted = _delete(spark, arguments, contracts, arguments.subject_field, arguments.subject)
    return line_of(
        {
            "command": "erase",
            "subject_field": arguments.subject_field,
            "subject_digest": digest,
            "rows_deleted": sum(deleted.values()),
            "deleted": deleted,
            "seconds": round(time.monotonic() - started, 1),
        }
    )


def mark_erased(rows: DataFrame, lake: str, contracts: Sequence[Contract]) -> DataFrame:
    """Gives rows of erased subjects the reason ERASED. Costs nothing in a lake without an erasure."""
    spark = rows.sparkSession
    digests = _digests(spark, lake)
    fields = sorted({name for contract in contracts for name in contract.subject_fields})
    if not digests or not fields:
        return rows
    erased = F.lit(False)
    for field in fields:
        digest = _subject_digest(field, F.get_json_object("payload", f"$.{field}"))
        erased = erased | F.coalesce(digest.isin(digests), F.lit(False))
    return rows.withColumn("reason", F.when(erased, ERASED).otherwise(F.col("reason")))


def _require_marked(contracts: Sequence[Contract], field: str) -> None:
    marked = sorted({name for contract in contracts for name in contract.subject_fields})
    if field not in marked:
        raise ContractsError(
            f'--subject-field is {field}, but no contract marks it with "x-subject": true. Marked: {", ".join(marked)}.'
        )


def _digest_of(spark: SparkSession, field: str, subject: str) -> str:
    return spark.range(1).select(_subject_digest(field, F.lit(subject)).alias("digest")).collect()[0].digest


def _remember(spark: SparkSession, lake: str, digest: str) -> None:
    """Notes the subject's digest first: whatever is curated from now on does not bring it back."""
    path = f"{lake}/{ERASED_TABLE}"
    DeltaTable.createIfNotExists(spark).location(path).addColumns(_ERASED_SCHEMA).execute()
    if DeltaTable.forPath(spark, path).toDF().where(F.col("digest") == digest).isEmpty():
        now = datetime.now(UTC)
        spark.createDataFrame([(digest, now)], _ERASED_SCHEMA).write.format("delta").mode("append").save(path)


def _delete(
    spark: SparkSession, arguments: Arguments, contracts: Sequence[Contract], field: str, subject: str
) -> Dict[str, int]:
    lake = arguments.lake

    def from_own(contract: Contract) -> int:
        table = event_table(spark, lake, contract.table)
        if not table.exists():
            return 0
        value = _subject_column(contract, field, table) if field in contract.subject_fields else None
        named = F.lit(False) if value is None else F.coalesce(value == subject, F.lit(False))
        if UNKNOWN_FIELDS_COLUMN in table.rows().schema.names:
            named = named | _has(UNKNOWN_FIELDS_COLUMN, field, subject)
        found = table.rows().where(named)
        return 0 if found.isEmpty() else table.delete_matching(found, ["event_uuid", "created_date"])

    def from_uncontracted(_: str) -> int:
        table = event_table(spark, lake, UNCONTRACTED_TABLE)
        if not table.exists():
            return 0
        found = table.rows().where(_has("payload", field, subject))
        return table.delete_matching(found, ["event_uuid", "event_name", "created_date"])

    def from_quarantine(_: str) -> int:
        table = quarantine_table(spark, lake)
        if not table.exists():
            return 0
        unstructured = F.col("reason").isin(*_NO_FIELDS) & F.contains(F.col("payload"), F.lit(subject))
        return table.delete_matching(table.rows().where(_has("payload", field, subject) | unstructured), ["row_id"])

    # Where the contract does not mark the field, an event may hold it all the same: among its unknown ones.
    by_table = {contract.table: contract for contract in contracts}
    rows = for_each_table(from_own, by_table, arguments.threads)
    deleted = {name: count for name, count in rows.items() if count or field in by_table[name].subject_fields}
    deleted[UNCONTRACTED_TABLE] = from_uncontracted(UNCONTRACTED_TABLE)
    deleted[QUARANTINE_TABLE] = from_quarantine(QUARANTINE_TABLE)
    return deleted


def _subject_column(contract: Contract, field: str, table: LakeTable) -> Optional[Column]:
    """The subject's value in the table of a contract, as text; None when no column holds it yet."""
    name, _, inner = field.partition(".")
    declared = contract.field(name)
    schema = table.rows().schema
    if declared is None or declared.column not in schema.names:
        return None
    column = F.col(f"`{declared.column}`")
    if not inner:
        return column.cast("string")
    if isinstance(schema[declared.column].dataType, StringType):
        return F.get_json_object(column, f"$.{inner}")
    for member in inner.split("."):
        column = column[member]
    return column.cast("string")


def _has(column: str, field: str, subject: str) -> Column:
    """Whether the JSON text of a column names the subject."""
    return F.coalesce(F.get_json_object(column, f"$.{field}") == subject, F.lit(False))


def _subject_digest(field: str, value: Column) -> Column:
    """What is remembered of a subject: SHA-256 of the field's name and the value."""
    return F.sha2(F.concat(F.lit(f"{field}:"), value), 256)


def _digests(spark: SparkSession, lake: str) -> List[str]:
    path = f"{lake}/{ERASED_TABLE}"
    if not DeltaTable.isDeltaTable(spark, path):
        return []
    return [row.digest for row in DeltaTable.forPath(spark, path).toDF().select("digest").distinct().collect()]
