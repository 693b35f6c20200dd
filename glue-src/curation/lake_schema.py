"""Columns of every table of the lake."""

from pyspark.sql.types import DateType, DoubleType, StringType, StructField, StructType, TimestampType

from curation.column_types import spark_type
from curation.contracts import Contract
from curation.raw_columns import RAW_SCHEMA

_ENVELOPE = [field for field in RAW_SCHEMA.fields if field.name != "payload"]

EVENT_KEY = "event_uuid"
EVENT_PARTITION = "created_date"
EVENT_STATISTICS = ("event_uuid", "created_at", "arrived_datetime")

QUARANTINE_KEY = "row_id"
QUARANTINE_PARTITION = "arrived_date"
QUARANTINE_STATISTICS = ("row_id", "reason")


def event_schema(contract: Contract) -> StructType:
    """Columns of a contract's table: the envelope, the contract's fields, the partition."""
    typed = [StructField(field.name, spark_type(field.type)) for field in contract.fields]
    return StructType([*_ENVELOPE, *typed, StructField(EVENT_PARTITION, DateType())])


UNCONTRACTED_SCHEMA = StructType([*RAW_SCHEMA.fields, StructField(EVENT_PARTITION, DateType())])
"""An event without a contract keeps its payload as JSON text."""

QUARANTINE_SCHEMA = StructType(
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
        StructField(QUARANTINE_PARTITION, DateType()),
    ]
)
"""A row that cannot be stored, as it came, with the file that it came in."""

ERASED_SCHEMA = StructType(
    [StructField("digest", StringType()), StructField("erased_at", TimestampType())],
)
"""A subject that was erased, as a digest."""
