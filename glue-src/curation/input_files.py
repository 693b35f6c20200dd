"""Reads raw files and landing files into one shape: the raw columns, `reason`, `detail` and `raw_file`."""

from itertools import groupby
from typing import Callable, Iterable, Iterator, List, Sequence, Tuple

from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, LongType, StringType, StructField, StructType

from curation.envelope import Envelope, check_envelope
from curation.event_time import iso_datetime
from curation.failures import is_elsewhere
from curation.interface import LANDING_JSON, RAW_COLUMNS, REJECTED_TABLE, UNREADABLE_FILE
from curation.record_parts import Lines, take_parts

RAW_SCHEMA = StructType(
    [StructField(name, DoubleType() if kind == "double" else StringType()) for name, kind in RAW_COLUMNS]
)

INPUT_SCHEMA = StructType(
    [
        *RAW_SCHEMA.fields,
        StructField("reason", StringType()),
        StructField("detail", StringType()),
        StructField("raw_file", StringType()),
        StructField("line", LongType()),
    ]
)
"""`line` is the place of an event in its landing file: of two that arrived at one time, the first is stored."""

_EVENT_SCHEMA = StructType(
    [
        StructField("raw_file", StringType()),
        StructField("arrived_at", DoubleType()),
        StructField("line", LongType()),
        StructField("event_uuid", StringType()),
        StructField("event_name", StringType()),
        StructField("created_at", DoubleType()),
        StructField("payload", StringType()),
        StructField("reason", StringType()),
        StructField("detail", StringType()),
    ]
)

_REJECTED_SCHEMA = "reason string, detail string, record string"

_MAY_HOLD_EVENTS = ("too_deep", "not_json", "not_an_object")
"""Reasons for which a line that is more than one event, or one in a wrapping, is rejected as a whole."""

# Firehose names an object <stream>-<version>-<time>-<random>; the time is the arrival of its oldest record.
_OBJECT_TIME = r"-(\d{4})-(\d{2})-(\d{2})-(\d{2})-(\d{2})-(\d{2})-[0-9a-fA-F]"

def read_files(spark: SparkSession, kind: str, files: Sequence[str]) -> DataFrame:
    """Rows of the files, as INPUT_SCHEMA. Nothing is read before an action; the file system is asked whether they exist."""
    if not files:
        return spark.createDataFrame([], INPUT_SCHEMA)
    return _read_landing(spark, files) if kind == LANDING_JSON else _read_raw(spark, files)


def unreadable_rows(spark: SparkSession, files: Sequence[str]) -> DataFrame:
    """One row for quarantine per file that cannot be read, as INPUT_SCHEMA."""
    empty = [None] * len(RAW_SCHEMA.fields)
    detail = "The file is damaged or of another format. Put it right and curate it again with --reprocess."
    rows = [(*empty, UNREADABLE_FILE, detail, file, None) for file in files]
    return spark.createDataFrame(rows, INPUT_SCHEMA)


def find_unreadable(read: Callable[[Sequence[str]], DataFrame], files: Sequence[str]) -> List[str]:
    """The files that cannot be read, whatever is wrong with them, by halving: one among n costs about 2 log2 n reads.

    Raises what fails for another reason than what is in a file.
    """
    try:
        read(files).write.format("noop").mode("overwrite").save()
        return []
    except Exception as error:
        if is_elsewhere(error):
            raise
    if len(files) == 1:
        return list(files)
    middle = len(files) // 2
    return find_unreadable(read, files[:middle]) + find_unreadable(read, files[middle:])


def _read_raw(spark: SparkSession, files: Sequence[str]) -> DataFrame:
    rows = spark.read.schema(RAW_SCHEMA).option("recursiveFileLookup", "true").parquet(*files)
    file = F.col("_metadata.file_path")
    # Of what is no event the deduplicator delivers why it is none, and itself; of one that breaks its contract, the event.
    is_none = F.col("event_uuid").isNull() & file.contains(f"/{REJECTED_TABLE}/")
    rejected = F.from_json(F.when(is_none, F.col("payload")), _REJECTED_SCHEMA)
    return rows.select(
        *RAW_SCHEMA.names, rejected.alias("rejected"), file.alias("raw_file"), F.lit(None).cast("bigint").alias("line")
    ).select(
        *(name for name in RAW_SCHEMA.names if name != "payload"),
        F.coalesce("rejected.record", "payload").alias("payload"),
        "rejected.reason",
        "rejected.detail",
        "raw_file",
        "line",
    )


def _read_landing(spark: SparkSession, files: Sequence[str]) -> DataFrame:
    # Only a line feed ends a line: a carriage return may be inside of one. What is compressed is not split, so that all
    # lines of a file come one after the other.
    lines = spark.read.option("recursiveFileLookup", "true").option("lineSep", "\n").text(list(files))
    placed = lines.select(
        F.col("_metadata.file_path").alias("raw_file"),
        _arrived_at().alias("arrived_at"),
        F.col("value").cast("binary").alias("value"),
    )
    events = spark.createDataFrame(placed.rdd.mapPartitions(_events), _EVENT_SCHEMA, verifySchema=False)
    columns = {
        "event_type": F.lit(None).cast("string"),
        "event_subtype": F.lit(None).cast("string"),
        "created_datetime": F.lit(None).cast("string"),
        "arrived_datetime": iso_datetime(F.col("arrived_at")),
    }
    return events.select(*(columns.get(name, F.col(name)).alias(name) for name in INPUT_SCHEMA.names))


def _arrived_at():
    """Unix seconds: from the object's name, else when the object was written."""
    name = F.col("_metadata.file_name")
    part = [F.regexp_extract(name, _OBJECT_TIME, group) for group in range(1, 7)]
    text = F.format_string("%s-%s-%s %s:%s:%s", *part)
    named = F.try_to_timestamp(text, F.lit("yyyy-MM-dd HH:mm:ss"))
    return F.coalesce(named, F.col("_metadata.file_modification_time")).cast("double")


def _events(rows: Iterable[Row]) -> Iterator[Tuple]:
    """Rows of _EVENT_SCHEMA: each event of each file, or what is none."""
    for (file, arrived_at), of_file in groupby(rows, key=lambda row: (row.raw_file, row.arrived_at)):
        for line, envelope in read_events((bytes(row.value) for row in of_file), arrived_at):
            yield (file, arrived_at, line, *envelope)


def read_events(lines: Iterable[bytes], arrived_at: float) -> Iterator[Tuple[int, Envelope]]:
    """The events of a file's lines, or why they are none, with the line of each."""
    left = Lines(lines)
    while seen := left.look(1):
        line = left.taken
        envelope = check_envelope(seen[0], arrived_at)
        # Nearly all lines are one event: nothing else is looked at.
        if envelope.reason not in _MAY_HOLD_EVENTS:
            left.take(1)
            yield line, envelope
            continue
        for part in take_parts(left):
            yield line, envelope if part == seen[0] else check_envelope(part, arrived_at)
