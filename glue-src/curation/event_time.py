"""Times of an event as columns; the same numbers and texts as lambda-src/deduplicate/record/enrich.ts gives."""

from pyspark.sql import Column
from pyspark.sql import functions as F

_SIX_DECIMALS_END = 2**33
_ISO = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"


def iso_datetime(seconds: Column) -> Column:
    """Unix seconds as ISO 8601 in UTC with milliseconds, cut off and not rounded. `seconds` must be in range."""
    milliseconds = seconds * F.lit(1000.0)
    rounded = F.when(milliseconds < _SIX_DECIMALS_END, F.round(milliseconds, 6)).otherwise(milliseconds)
    return F.date_format(F.timestamp_millis(F.floor(rounded)), _ISO)


def iso_seconds(datetime: Column) -> Column:
    """Unix seconds of an ISO 8601 text; null when it is none."""
    return F.try_to_timestamp(datetime).cast("double")


def date_of(datetime: Column) -> Column:
    """Date of an ISO 8601 text in UTC; null when it is none."""
    return F.to_date(F.substring(datetime, 1, 10))
