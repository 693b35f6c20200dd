"""Fills columns of rows that are stored: with what a contract names by now, and with what is in a raw file.

Only what is null is filled, inside of objects and of arrays of objects, too. Repeating it changes nothing.
"""

import hashlib
import uuid
from datetime import date
from typing import Callable, Optional, Sequence, Tuple

from pyspark import StorageLevel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, StringType, StructField, StructType

from curation.contracts import Contract
from curation.interface import UNKNOWN_FIELDS_COLUMN
from curation.payload import column_text, read_unknown
from curation.targets import Target

FILLED_FOR = "eventLake.filledFor"
"""Property of a table: for which fields of its contract `unknown_fields` was last looked through."""

_KNOWN = StructType([StructField("content", StringType()), StructField("unknown", StringType())])


def fields_digest(contract: Contract) -> str:
    """Equal for contracts whose fields are equal."""
    return hashlib.sha256(repr(contract.fields).encode()).hexdigest()[:16]


def fill_known(target: Target) -> int:
    """Moves out of `unknown_fields` what the contract names by now; returns the number of rows.

    Reads the table only when the contract's fields have changed. What does not fit its column stays where it is.
    """
    contract, table = target.contract, target.table
    if contract is None or not table.exists() or table.properties().get(FILLED_FOR) == fields_digest(contract):
        return 0
    has_unknown = UNKNOWN_FIELDS_COLUMN in table.rows().schema.names
    table.add_columns(target.schema)
    filled = _move_known(target, contract) if has_unknown else 0
    table.set_property(FILLED_FOR, fields_digest(contract))
    return filled


def fill_nulls(target: Target, rows: DataFrame, days: Sequence[date]) -> int:
    """Fills the null columns of rows that are stored from classified rows; returns the number of rows that changed."""
    contract, table = target.contract, target.table
    if contract is None:
        return 0
    table.add_columns(target.schema)
    source = rows.select(
        F.col("key").alias(table.key),
        F.col("day").alias(table.partition),
        "content",
        F.col(UNKNOWN_FIELDS_COLUMN).alias("unknown"),
    )
    return _update(target, contract, source, days, f"coalesce(t.{UNKNOWN_FIELDS_COLUMN}, s.unknown)")


def _move_known(target: Target, contract: Contract) -> int:
    table = target.table
    held = table.rows().where(F.col(UNKNOWN_FIELDS_COLUMN).isNotNull())
    known = held.withColumn("known", F.udf(_read(contract), _KNOWN)(UNKNOWN_FIELDS_COLUMN)).where("known IS NOT NULL")
    rows = known.select(table.key, table.partition, "known.content", "known.unknown").persist(
        StorageLevel.MEMORY_AND_DISK
    )
    try:
        days = [row[0] for row in rows.select(table.partition).distinct().collect()]
        return _update(target, contract, rows, days, "s.unknown") if days else 0
    finally:
        rows.unpersist()


def _read(contract: Contract) -> Callable[[str], Optional[Tuple[str, Optional[str]]]]:
    def read(text: str) -> Optional[Tuple[str, Optional[str]]]:
        known = read_unknown(contract, text)
        return None if known.unknown == text else (column_text(known.values), known.unknown)

    return read


def _update(target: Target, contract: Contract, rows: DataFrame, days: Sequence[date], unknown: str) -> int:
    """Merges rows of key, partition, `content` and `unknown` into those that are stored."""
    table = target.table
    stored = {field.name.lower(): field for field in table.rows().schema.fields}
    # As they are stored: a struct may have members that left the contract.
    columns = StructType([stored[field.column.lower()] for field in contract.fields])
    view = f"source_{uuid.uuid4().hex}"
    parsed = F.from_json("content", columns, {"mode": "FAILFAST"})
    rows.select(table.key, table.partition, parsed.alias("found"), "unknown").createOrReplaceTempView(view)
    merged = {field.name: _merged(field.dataType, f"t.`{field.name}`", f"s.found.`{field.name}`") for field in columns}
    merged[UNKNOWN_FIELDS_COLUMN] = unknown
    changed = " OR ".join(f"NOT ({value} <=> t.`{name}`)" for name, value in merged.items())
    literals = ", ".join(f"DATE'{day.isoformat()}'" for day in sorted(days))
    try:
        result = table.spark.sql(
            f"MERGE INTO delta.`{table.path}` AS t USING {view} AS s "
            f"ON t.{table.key} = s.{table.key} AND t.{table.partition} = s.{table.partition} "
            f"AND t.{table.partition} IN ({literals}) "
            f"WHEN MATCHED AND ({changed}) THEN UPDATE SET "
            + ", ".join(f"t.`{name}` = {value}" for name, value in merged.items())
        )
        return int(result.collect()[0]["num_updated_rows"])
    finally:
        table.spark.catalog.dropTempView(view)


def _merged(kind: DataType, stored: str, found: str, depth: int = 0) -> str:
    """SQL of a stored value whose null parts are filled with what was found. Elements of arrays keep their places."""
    if isinstance(kind, StructType):
        members = (
            f"'{field.name}', {_merged(field.dataType, f'{stored}.`{field.name}`', f'{found}.`{field.name}`', depth)}"
            for field in kind.fields
        )
        both = f"named_struct({', '.join(members)})"
    elif isinstance(kind, ArrayType) and isinstance(kind.elementType, (ArrayType, StructType)):
        one, other = f"stored{depth}", f"found{depth}"
        inner = _merged(kind.elementType, one, other, depth + 1)
        both = f"zip_with({stored}, {found}, ({one}, {other}) -> {inner})"
    else:
        return f"coalesce({stored}, {found})"
    return f"CASE WHEN {stored} IS NULL THEN {found} WHEN {found} IS NULL THEN {stored} ELSE {both} END"
