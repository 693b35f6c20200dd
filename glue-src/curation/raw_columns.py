"""What the raw files hold, and the names of the platform's own tables: the Python side of lambda-src/interface.ts."""

from pyspark.sql.types import DoubleType, StringType, StructField, StructType

RAW_SCHEMA = StructType(
    [
        StructField("event_uuid", StringType()),
        StructField("event_name", StringType()),
        StructField("event_type", StringType()),
        StructField("event_subtype", StringType()),
        StructField("created_at", DoubleType()),
        StructField("created_datetime", StringType()),
        StructField("arrived_datetime", StringType()),
        StructField("payload", StringType()),
    ]
)

ENVELOPE_FIELDS = ("event_uuid", "event_name", "created_at")
"""Fields that every event carries, in the order in which they are checked."""

UNCONTRACTED_TABLE = "uncontracted_event"
"""Events whose name has no contract."""

QUARANTINE_TABLE = "quarantine"
"""Rows that cannot be stored, with the reason."""

ERASED_TABLE = "erased_subject"
"""Digests of subjects whose rows were erased: raw files that are curated again must not bring them back."""

MAX_CLOCK_SKEW_SECONDS = 86_400
"""Seconds by which `created_at` may be ahead of arrival."""

MAX_FIELD_LENGTH = 256
"""Most UTF-16 code units that `event_uuid` and `event_name` may have."""

END_OF_TIME = 253_402_300_800
"""Unix seconds of the year 10000: later dates have no four-digit year."""

UNREADABLE_FILE = "unreadable_file"
"""Reason of the one quarantine row of a file that is not what its reader expects."""
