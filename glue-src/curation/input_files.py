"""Reads raw files and landing files into one shape: the raw columns, `reason`, `detail` and `raw_file`."""

from typing import Callable, List, Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, StringType, StructField, StructType

from curation.envelope import check_envelope
from curation.event_time import iso_datetime
from curation.failures import is_elsewhere
from curation.interface import INPUTS, RAW_COLUMNS, UNREADABLE_FILE

LANDING_JSON = INPUTS[1]

RAW_SCHEMA = StructType(
    [StructField(name, DoubleType() if kind == "double" else StringType()) for name, kind in RAW_COLUMNS]
)

INPUT_SCHEMA = StructType(
    [
        *RAW_SCHEMA.fields,
        StructField("reason", StringType()),
        StructField("detail", StringType()),
        StructField("raw_file", StringType()),
    ]
)

_ENVELOPE_SCHEMA = StructType(
    [
        StructField("event_uuid", StringType()),
        StructField("event_name", StringType()),
        StructField("created_at", DoubleType()),
        StructField("payload", StringType()),
        StructField("reason", StringType()),
        StructField("detail", StringType()),
    ]
)

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
    rows = [(*empty, UNREADABLE_FILE, detail, file) for file in files]
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
    nothing = F.lit(None).cast("string")
    return rows.select(
        *RAW_SCHEMA.names,
        nothing.alias("reason"),
        nothing.alias("detail"),
        F.col("_metadata.file_path").alias("raw_file"),
    )


def _read_landing(spark: SparkSession, files: Sequence[str]) -> DataFrame:
    # Only a line feed ends a line: a carriage return may be inside of one.
    lines = spark.read.option("recursiveFileLookup", "true").option("lineSep", "\n").text(list(files))
    check = F.udf(_check_line, _ENVELOPE_SCHEMA)
    checked = lines.where(F.trim(F.translate("value", "\r\t", "  ")) != "").select(
        F.col("_metadata.file_path").alias("raw_file"),
        _arrived_at().alias("arrived_at"),
        check(F.col("value").cast("binary"), _arrived_at()).alias("envelope"),
    )
    columns = {
        "event_type": F.lit(None).cast("string"),
        "event_subtype": F.lit(None).cast("string"),
        "created_datetime": F.lit(None).cast("string"),
        "arrived_datetime": iso_datetime(F.col("arrived_at")),
        "raw_file": F.col("raw_file"),
    }
    return checked.select(*(columns.get(name, F.col(f"envelope.{name}")).alias(name) for name in INPUT_SCHEMA.names))


def _arrived_at():
    """Unix seconds: from the object's name, else when the object was written."""
    name = F.col("_metadata.file_name")
    part = [F.regexp_extract(name, _OBJECT_TIME, group) for group in range(1, 7)]
    text = F.format_string("%s-%s-%s %s:%s:%s", *part)
    named = F.try_to_timestamp(text, F.lit("yyyy-MM-dd HH:mm:ss"))
    return F.coalesce(named, F.col("_metadata.file_modification_time")).cast("double")


def _check_line(line: bytes, arrived_at: float):
    return check_envelope(bytes(line), arrived_at)
