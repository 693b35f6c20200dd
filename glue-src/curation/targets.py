"""Where rows of a batch go: for each table its columns, and the rows in that shape."""

from dataclasses import dataclass
from typing import Callable, Dict, Sequence, Tuple

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from curation.contracts import Contract
from curation.delta_tables import LakeTable
from curation.lake_schema import (
    EVENT_KEY,
    EVENT_PARTITION,
    EVENT_STATISTICS,
    QUARANTINE_KEY,
    QUARANTINE_PARTITION,
    QUARANTINE_SCHEMA,
    QUARANTINE_STATISTICS,
    UNCONTRACTED_SCHEMA,
    event_schema,
)
from curation.payload import parsed_payload, payload_detail
from curation.raw_columns import QUARANTINE_TABLE, UNCONTRACTED_TABLE


@dataclass(frozen=True)
class Target:
    """One table that a batch has rows for."""

    table: LakeTable
    schema: StructType
    statistics: Tuple[str, ...]
    shape: Callable[[DataFrame], DataFrame]
    """Turns classified rows into rows of the table."""


def open_targets(
    spark: SparkSession, lake: str, contracts: Sequence[Contract], names: Sequence[str]
) -> Dict[str, Target]:
    """The targets with these names: tables of contracts, `uncontracted_event`, `quarantine`."""
    by_table = {contract.table: contract for contract in contracts}
    targets: Dict[str, Target] = {}
    for name in names:
        if name == QUARANTINE_TABLE:
            targets[name] = _quarantine(spark, lake, contracts)
        elif name == UNCONTRACTED_TABLE:
            targets[name] = _event(spark, lake, name, UNCONTRACTED_SCHEMA, _untyped)
        else:
            contract = by_table[name]
            targets[name] = _event(spark, lake, name, event_schema(contract), _typed(contract))
    return targets


def quarantine_table(spark: SparkSession, lake: str) -> LakeTable:
    """The table `quarantine`."""
    return LakeTable(spark, lake, QUARANTINE_TABLE, QUARANTINE_KEY, QUARANTINE_PARTITION)


def event_table(spark: SparkSession, lake: str, name: str) -> LakeTable:
    """The table of a contract, or `uncontracted_event`."""
    return LakeTable(spark, lake, name, EVENT_KEY, EVENT_PARTITION)


def _event(
    spark: SparkSession, lake: str, name: str, schema: StructType, shape: Callable[[DataFrame], DataFrame]
) -> Target:
    return Target(event_table(spark, lake, name), schema, EVENT_STATISTICS, shape)


def _untyped(rows: DataFrame) -> DataFrame:
    return rows.withColumn(EVENT_PARTITION, F.col("day")).select(*UNCONTRACTED_SCHEMA.names)


def _typed(contract: Contract) -> Callable[[DataFrame], DataFrame]:
    names = event_schema(contract).names
    own = {field.name for field in contract.fields}

    def shape(rows: DataFrame) -> DataFrame:
        parsed = rows.withColumn(EVENT_PARTITION, F.col("day")).withColumn(
            "parsed payload", parsed_payload(contract, F.col("payload"))
        )
        return parsed.select(
            *(F.col("parsed payload")[name].alias(name) if name in own else F.col(name) for name in names)
        )

    return shape


def _quarantine(spark: SparkSession, lake: str, contracts: Sequence[Contract]) -> Target:
    def shape(rows: DataFrame) -> DataFrame:
        names = [row.event_name for row in rows.select("event_name").distinct().collect()]
        detail = F.when(F.col("detail").isNotNull(), F.col("detail"))
        for contract in contracts:
            if contract.event_name in names:
                detail = detail.when(
                    F.col("event_name") == contract.event_name, payload_detail(contract, F.col("payload"))
                )
        filed = rows.withColumn("detail", detail).withColumn(QUARANTINE_PARTITION, F.col("day"))
        return filed.select(*QUARANTINE_SCHEMA.names)

    return Target(quarantine_table(spark, lake), QUARANTINE_SCHEMA, QUARANTINE_STATISTICS, shape)
