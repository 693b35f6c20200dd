"""Decides for every row where it goes: the table of its event, the table without contracts, or quarantine.

All rows are classified before any is taken for a duplicate: a corrupt copy must not hide a good one of the same id.
"""

from typing import Callable, Optional, Sequence, Tuple

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, StringType, StructField, StructType

from curation.contracts import Contract
from curation.envelope import check_fields
from curation.event_time import date_of, iso_datetime, iso_seconds
from curation.interface import QUARANTINE_TABLE, UNCONTRACTED_TABLE, UNKNOWN_FIELDS_COLUMN, UNREADABLE_FILE
from curation.json_text import whole_escapes
from curation.payload import column_text, read_payload

_FINDING = StructType(
    [
        *(StructField(name, StringType()) for name in ("reason", "detail", "content", UNKNOWN_FIELDS_COLUMN)),
        StructField("unknown_names", ArrayType(StringType())),
    ]
)

_SECONDS_PER_DAY = 86_400
_NO_ARRIVAL = "1970-01-01"


def check(rows: DataFrame, contracts: Sequence[Contract]) -> DataFrame:
    """Adds to raw rows why they cannot be stored, or what is stored of them.

    rows: the raw columns; `reason` and `detail` of a row that was rejected when it was read (else null); `raw_file`.

    Added: `row_id` (digest of the row's contents), `reason` and `detail`; of a good row `content`, the contract's columns as
    JSON, or, without a contract, its payload; `unknown_fields` and `unknown_names`, what the contract does not name.
    """
    finding = F.udf(_check(contracts), _FINDING)(
        "reason", "detail", "event_uuid", "event_name", "created_at", iso_seconds(F.col("arrived_datetime")), "payload"
    )
    return (
        rows.withColumn("row_id", _row_id())
        .withColumn("finding", finding)
        .withColumns({name: F.col(f"finding.{name}") for name in _FINDING.names})
        .drop("finding")
    )


def classify(rows: DataFrame, contracts: Sequence[Contract], dedup_window_days: int) -> DataFrame:
    """Checks raw rows, and adds where they go.

    Added to those of check: `target` (table), `key` and `day` (the target's merge key and
    partition), `late`, `copy` (1 for the row that is stored, 2 and more for its duplicates) and `date_rank` (2 and more
    for an id that was seen with an earlier `created_date`, too).
    """
    good = F.col("reason").isNull()
    datetime = F.when(good, iso_datetime(F.col("created_at")))
    event_type = F.split("event_name", ":")
    routed = (
        check(rows, contracts)
        .withColumn("created_datetime", datetime)
        .withColumn("event_type", F.when(good, event_type[0]))
        .withColumn("event_subtype", F.when(good, F.get(event_type, F.lit(1))))
        .withColumn("target", F.when(good, _table(contracts)).otherwise(QUARANTINE_TABLE))
        .withColumn("key", F.when(good, F.col("event_uuid")).otherwise(F.col("row_id")))
        .withColumn("day", F.when(good, date_of(datetime)).otherwise(arrived_date()))
        .withColumn("late", good & F.coalesce(_age() > dedup_window_days * _SECONDS_PER_DAY, F.lit(False)))
    )
    # An event is known by its name and id: without contracts, many names share a table.
    ids = Window.partitionBy("target", "key", "event_name")
    copies = Window.partitionBy("target", "key", "event_name", "day").orderBy("arrived_datetime", "line", "row_id")
    return routed.withColumn("copy", F.row_number().over(copies)).withColumn(
        "date_rank", F.dense_rank().over(ids.orderBy("day"))
    )


def _row_id() -> Column:
    """Digest of what the producer sent: equal for copies of a row, wherever and whenever they arrived.

    Of a file that cannot be read nothing but its name is known.
    """
    file = F.when(F.col("reason") == UNREADABLE_FILE, F.col("raw_file")).alias("raw_file")
    return F.sha2(F.to_json(F.struct("event_uuid", "event_name", "created_at", "payload", file)), 256)


_Finding = Tuple[Optional[str], Optional[str], Optional[str], Optional[str], Sequence[str]]
"""The columns of _FINDING."""


def _check(contracts: Sequence[Contract]) -> Callable[..., _Finding]:
    by_name = {contract.event_name: contract for contract in contracts}

    def check(
        reason: Optional[str],
        detail: Optional[str],
        event_uuid: Optional[str],
        event_name: Optional[str],
        created_at: Optional[float],
        arrived_at: Optional[float],
        payload: Optional[str],
    ) -> _Finding:
        if reason is not None:
            return reason, detail, None, None, ()
        mistake = check_fields(event_uuid, event_name, created_at, arrived_at)
        if mistake is not None:
            return (*mistake, None, None, ())
        contract = by_name.get(event_name or "")
        if contract is None:
            return None, None, payload and whole_escapes(payload), None, ()
        read = read_payload(contract, payload)
        content = None if read.reason else column_text(read.values)
        return read.reason, read.detail, content, read.unknown, read.unknown_names

    return check


def _table(contracts: Sequence[Contract]) -> Column:
    if not contracts:
        return F.lit(UNCONTRACTED_TABLE)
    pairs = [F.lit(text) for contract in contracts for text in (contract.event_name, contract.table)]
    return F.coalesce(F.element_at(F.create_map(*pairs), F.col("event_name")), F.lit(UNCONTRACTED_TABLE))


def _age() -> Column:
    return iso_seconds(F.col("arrived_datetime")) - F.col("created_at")


def arrived_date() -> Column:
    """A quarantined row is filed by arrival: its creation time is what may be wrong."""
    return F.coalesce(date_of(F.col("arrived_datetime")), F.to_date(F.lit(_NO_ARRIVAL)))
