"""What the job and the rest of the lake must agree on; it imports nothing.

The other side is lambda-src/interface.ts and events/. Both are tested with test/fixtures/shared-constants.json.
"""

RAW_COLUMNS = (
    ("event_uuid", "string"),
    ("event_name", "string"),
    ("event_type", "string"),
    ("event_subtype", "string"),
    ("created_at", "double"),
    ("created_datetime", "string"),
    ("arrived_datetime", "string"),
    ("payload", "string"),
)
"""Columns of the raw files, in file order, with their Hive types."""

ENVELOPE_FIELDS = ("event_uuid", "event_name", "created_at")
"""Fields that every event carries, in the order in which they are checked."""

UNCONTRACTED_TABLE = "uncontracted_event"
"""Events whose name has no contract."""

REJECTED_TABLE = "rejected_event"
"""Raw table of what the deduplicator rejected."""

QUARANTINE_TABLE = "quarantine"
"""Rows that cannot be stored, with the reason."""

UNKNOWN_FIELDS_COLUMN = "unknown_fields"
"""Column of a contract's table: what an event held that its contract does not name, as JSON text."""

CURATED_FILE_TABLE = "curated_file"
"""Which files were curated, and when."""

ERASED_TABLE = "erased_subject"
"""Digests of subjects whose rows were erased: raw files that are curated again must not bring them back."""

MAX_CLOCK_SKEW_SECONDS = 86_400
"""Seconds by which `created_at` may be ahead of arrival."""

MAX_FIELD_LENGTH = 256
"""Most UTF-16 code units that `event_uuid` and `event_name` may have."""

MAX_NESTING = 500
"""Most arrays and objects that may lie in each other, the event itself included."""

CONTRACTS_VERSION = 2
"""Version of the contracts document that the job reads."""

RAW_PARQUET = "raw-parquet"
LANDING_JSON = "landing-json"
INPUTS = (RAW_PARQUET, LANDING_JSON)
"""Kinds of files that the job reads: delivered by the deduplicator, or by Firehose straight from Kinesis."""

END_OF_TIME = 253_402_300_800
"""Unix seconds of the year 10000: later dates have no four-digit year."""

UNREADABLE_FILE = "unreadable_file"
"""Reason of the one quarantine row of a file that is not what its reader expects."""

TABLE_FAILED = "table_failed"
"""Reason of a good row whose table cannot take it. Every run tries it again."""
