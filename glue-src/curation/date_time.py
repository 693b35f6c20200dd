"""Dates and times as producers write them: RFC 3339, and nothing that only looks like it.

https://www.rfc-editor.org/rfc/rfc3339#section-5.6
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Optional

# The options of the RFC: small t and z, or a space for the T; and of ISO 8601: no seconds, offsets of +hhmm and +hh.
_DATE_TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[Tt ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
    r"(?:[Zz]|(?P<sign>[+-])(?P<offset_hours>\d\d)(?::?(?P<offset_minutes>\d\d))?)",
    re.ASCII,
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)

_LEAP_SECOND = 60


def parse_date(text: str) -> Optional[date]:
    """A date, YYYY-MM-DD; None when the text is none. Raises OverflowError for the year 0000."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    if year == 0:
        raise OverflowError("the year 0000")
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date_time(text: str) -> Optional[datetime]:
    """A moment in UTC, cut to microseconds; None when the text is none.

    A leap second is the second after it, as Unix time has it. Raises OverflowError outside of the years 1 to 9999.
    """
    found = _DATE_TIME.fullmatch(text)
    day = parse_date(found["date"]) if found else None
    if found is None or day is None:
        return None
    second = int(found["second"] or 0)
    offset_minutes = int(found["offset_minutes"] or 0)
    offset_hours = int(found["offset_hours"] or 0)
    if second > _LEAP_SECOND or offset_minutes > 59 or offset_hours > 23:
        return None
    try:
        whole = datetime(day.year, day.month, day.day, int(found["hour"]), int(found["minute"]), min(second, 59))
    except ValueError:
        return None
    offset = timedelta(hours=offset_hours, minutes=offset_minutes)
    moment = whole.replace(tzinfo=UTC) + (offset if found["sign"] == "-" else -offset)
    if second == _LEAP_SECOND:
        if (moment.hour, moment.minute) != (23, 59):
            return None
        moment += timedelta(seconds=1)
    return moment.replace(microsecond=int((found["fraction"] or "").ljust(6, "0")[:6]))
