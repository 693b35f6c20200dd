"""Subjects that were erased. Raw files outlive an erasure: curated again, they must not bring a subject back."""

from typing import List, Sequence

from delta.tables import DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from curation.contracts import Contract
from curation.raw_columns import ERASED_TABLE

ERASED = "erased"
"""Reason of a row that belongs to an erased subject: it is stored nowhere."""


def subject_digest(field: str, value: Column) -> Column:
    """What is remembered of a subject: SHA-256 of the field's name and the value."""
    return F.sha2(F.concat(F.lit(f"{field}:"), value), 256)


def mark_erased(rows: DataFrame, lake: str, contracts: Sequence[Contract]) -> DataFrame:
    """Gives rows of erased subjects the reason ERASED. Costs nothing as long as nobody was erased."""
    spark = rows.sparkSession
    digests = _digests(spark, lake)
    fields = sorted({name for contract in contracts for name in contract.subject_fields})
    if not digests or not fields:
        return rows
    erased = F.lit(False)
    for field in fields:
        digest = subject_digest(field, F.get_json_object("payload", f"$.{field}"))
        erased = erased | F.coalesce(digest.isin(digests), F.lit(False))
    return rows.withColumn("reason", F.when(erased, ERASED).otherwise(F.col("reason")))


def _digests(spark: SparkSession, lake: str) -> List[str]:
    path = f"{lake}/{ERASED_TABLE}"
    if not DeltaTable.isDeltaTable(spark, path):
        return []
    return [row.digest for row in DeltaTable.forPath(spark, path).toDF().select("digest").distinct().collect()]
