"""The target of each MERGE: a table of the lake, its columns, and the rows of a batch in that shape."""

from dataclasses import dataclass
from typing import Callable, Dict, Optional, Sequence, Tuple

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DateType, DoubleType, StringType, StructField, StructType

from curation.column_types import spark_type
from curation.contracts import Contract
from curation.delta_tables import LakeTable
from curation.input_files import RAW_SCHEMA
from curation.interface import QUARANTINE_TABLE, UNCONTRACTED_TABLE, UNKNOWN_FIELDS_COLUMN

_ENVELOPE = [field for field in RAW_SCHEMA.fields if field.name != "payload"]

_EVENT_KEY = "event_uuid"
_EVENT_PARTITION = "created_date"
_EVENT_STATISTICS = ("event_uuid", "created_at", "arrived_datetime")

_QUARANTINE_KEY = "row_id"
_QUARANTINE_PARTITION = "arrived_date"
_QUARANTINE_STATISTICS = ("row_id", "reason")

_UNCONTRACTED_SCHEMA = StructType([*RAW_SCHEMA.fields, StructField(_EVENT_PARTITION, DateType())])
"""An event without a contract keeps its payload as JSON text."""

_QUARANTINE_SCHEMA = StructType(
    [
        StructField("row_id", StringType()),
        StructField("reason", StringType()),
        StructField("detail", StringType()),
        StructField("event_uuid", StringType()),
        StructField("event_name", StringType()),
        StructField("created_at", DoubleType()),
        StructField("arrived_datetime", StringType()),
        StructField("payload", StringType()),
        StructField("raw_file", StringType()),
        StructField(_QUARANTINE_PARTITION, DateType()),
    ]
)
"""A row that cannot be stored, as it came, with the file that it came in."""


@dataclass(frozen=True)
class Target:
    """One table that a batch has rows for."""

    table: LakeTable
    schema: StructType
    statistics: Tuple[str, ...]
    shape: Callable[[DataFrame], DataFrame]
    """Turns classified rows into rows of the table."""
    contract: Optional[Contract] = None
    """Of a table that has one."""


def open_targets(
    spark: SparkSession, lake: str, contracts: Sequence[Contract], names: Sequence[str]
) -> Dict[str, Target]:
    """The targets with these names: tables of contracts, `uncontracted_event`, `quarantine`."""
    by_table = {contract.table: contract for contract in contracts}
    targets: Dict[str, Target] = {}
    for name in names:
        if name == QUARANTINE_TABLE:
            targets[name] = Target(quarantine_table(spark, lake), _QUARANTINE_SCHEMA, _QUARANTINE_STATISTICS, _filed)
        elif name == UNCONTRACTED_TABLE:
            targets[name] = _event(spark, lake, name, _UNCONTRACTED_SCHEMA, _untyped)
        else:
            contract = by_table[name]
            schema = _event_schema(contract)
            targets[name] = _event(spark, lake, name, schema, _typed(contract), contract)
    return targets


def quarantine_table(spark: SparkSession, lake: str) -> LakeTable:
    """The table `quarantine`."""
    return LakeTable(spark, lake, QUARANTINE_TABLE, _QUARANTINE_KEY, _QUARANTINE_PARTITION)


def event_table(spark: SparkSession, lake: str, name: str) -> LakeTable:
    """The table of a contract, or `uncontracted_event`."""
    beside = ("event_name",) if name == UNCONTRACTED_TABLE else ()
    return LakeTable(spark, lake, name, _EVENT_KEY, _EVENT_PARTITION, beside)


def _event(
    spark: SparkSession,
    lake: str,
    name: str,
    schema: StructType,
    shape: Callable[[DataFrame], DataFrame],
    contract: Optional[Contract] = None,
) -> Target:
    return Target(event_table(spark, lake, name), schema, _EVENT_STATISTICS, shape, contract)


def _untyped(rows: DataFrame) -> DataFrame:
    filed = rows.withColumns({_EVENT_PARTITION: F.col("day"), "payload": F.col("content")})
    return filed.select(*_UNCONTRACTED_SCHEMA.names)


def _typed(contract: Contract) -> Callable[[DataFrame], DataFrame]:
    names = _event_schema(contract).names
    own = {field.column for field in contract.fields}
    # classify has read every value already: whatever Spark reads otherwise is a mistake of ours.
    columns = F.from_json("content", contract_columns(contract), {"mode": "FAILFAST"})

    def shape(rows: DataFrame) -> DataFrame:
        parsed = rows.withColumn(_EVENT_PARTITION, F.col("day")).withColumn("parsed content", columns)
        return parsed.select(
            *(F.col("parsed content")[name].alias(name) if name in own else F.col(name) for name in names)
        )

    return shape


def _filed(rows: DataFrame) -> DataFrame:
    return rows.withColumn(_QUARANTINE_PARTITION, F.col("day")).select(*_QUARANTINE_SCHEMA.names)


def _event_schema(contract: Contract) -> StructType:
    """Columns of a contract's table: the envelope, the contract's fields, what it does not name, the partition."""
    unknown = StructField(UNKNOWN_FIELDS_COLUMN, StringType())
    return StructType([*_ENVELOPE, *contract_columns(contract), unknown, StructField(_EVENT_PARTITION, DateType())])


def contract_columns(contract: Contract) -> StructType:
    """Columns of the contract's own fields."""
    return StructType([StructField(field.column, spark_type(field.type)) for field in contract.fields])
