"""The envelope check of the in-lake mode: the rules, reasons, details and payload of lambda-src/deduplicate/record.

Both sides are tested with test/fixtures/envelope-cases.json. Plain Python, without Spark: it runs once per line, in
Spark's Python workers.
"""

import json
import re
from decimal import Decimal
from typing import Any, Container, Dict, List, NamedTuple, Optional, Tuple

from curation.interface import (
    END_OF_TIME,
    ENVELOPE_FIELDS,
    MAX_CLOCK_SKEW_SECONDS,
    MAX_FIELD_LENGTH,
    MAX_NESTING,
)
from curation.json_text import Member, is_deeper_than, last_of_each, read_members, read_value, whole_characters

_MAX_QUOTED_LENGTH = 80

AROUND_RECORD = " \t\r\n\0\ufeff"
"""What is not kept of a rejected line at its ends: the deduplicator does not, either."""

# White space as JavaScript sees it: Python's \s has other characters, too.
_SPACE = "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_EVENT_NAME = re.compile(f"[^{_SPACE}:]+(:[^{_SPACE}:]+)*")


class Envelope(NamedTuple):
    """One line as raw columns, or, with a reason, as what goes to quarantine."""

    event_uuid: Optional[str]
    event_name: Optional[str]
    created_at: Optional[float]
    payload: str
    reason: Optional[str]
    detail: Optional[str]


class _Rejection(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def check_envelope(line: bytes, arrived_at: Optional[float]) -> Envelope:
    """Decides whether a line is a valid event. Of a line that is not, `payload` is the whole line.

    arrived_at: Unix seconds; `created_at` may be at most MAX_CLOCK_SKEW_SECONDS after it.
    """
    try:
        members = _members(line)
        values = last_of_each(members)
        fields = {name: values[name].value.parsed for name in ENVELOPE_FIELDS if name in values}
        event_uuid, event_name, created_at = _checked(fields, arrived_at, values)
    except _Rejection as rejection:
        text = line.decode("utf-8", errors="backslashreplace").strip(AROUND_RECORD)
        return Envelope(None, None, None, text, rejection.reason, rejection.detail)
    kept = (member.text for member in members if member.name not in ENVELOPE_FIELDS)
    # -0.0 is written 0 by the deduplicator.
    return Envelope(event_uuid, event_name, created_at + 0.0, "{" + ",".join(kept) + "}", None, None)


def check_fields(
    event_uuid: Optional[str], event_name: Optional[str], created_at: Optional[float], arrived_at: Optional[float]
) -> Optional[Tuple[str, str]]:
    """Reason and detail of why the envelope of a delivered row is not valid; None when it is."""
    try:
        _checked(dict(zip(ENVELOPE_FIELDS, (event_uuid, event_name, created_at))), arrived_at)
    except _Rejection as rejection:
        return rejection.reason, rejection.detail
    return None


def _members(line: bytes) -> List[Member]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        detail = f"The {len(line)} bytes of the record are not UTF-8; an event is JSON in UTF-8."
        raise _Rejection("not_json", detail + _encoding_hint(line)) from None
    if is_deeper_than(text, MAX_NESTING):
        raise _Rejection("too_deep", f"The event is nested deeper than {MAX_NESTING} levels.")
    try:
        return read_members(text)
    except ValueError:
        raise _no_object(text, line) from None


def _no_object(text: str, line: bytes) -> _Rejection:
    try:
        value = read_value(text)
    except ValueError:
        detail = f"{_quote(text)} is not JSON text; an event is one JSON object."
        return _Rejection("not_json", detail + _encoding_hint(line))
    return _Rejection("not_an_object", f"The record is {_describe(value.parsed)}; an event is one JSON object.")


def _checked(
    fields: Dict[str, Any], arrived_at: Optional[float], names: Container[str] = ()
) -> Tuple[str, str, float]:
    for name in ENVELOPE_FIELDS:
        if fields.get(name) is None:
            state = "null" if name in fields else "absent"
            detail = f"{name} is {state}; every event carries {', '.join(ENVELOPE_FIELDS)}."
            raise _Rejection("missing_field", detail + _wrapper_hint(names))
    event_uuid, event_name, created_at = (fields[name] for name in ENVELOPE_FIELDS)
    if not isinstance(event_uuid, str):
        raise _Rejection("wrong_type", f"event_uuid is {_describe(event_uuid)}; it must be a string.")
    if not isinstance(event_name, str):
        raise _Rejection("wrong_type", f"event_name is {_describe(event_name)}; it must be a string.")
    if not isinstance(created_at, float):
        raise _Rejection("wrong_type", f"created_at is {_describe(created_at)}; it must be a number of Unix seconds.")
    detail = _invalid_value(event_uuid, event_name, created_at, arrived_at)
    if detail is not None:
        raise _Rejection("invalid_value", detail)
    return event_uuid, event_name, created_at


def _invalid_value(event_uuid: str, event_name: str, created_at: float, arrived_at: Optional[float]) -> Optional[str]:
    length = _code_units(event_uuid)
    if length == 0 or length > MAX_FIELD_LENGTH:
        return f"event_uuid has {length} characters ({_quote(event_uuid)}); it must have 1 to {MAX_FIELD_LENGTH}."
    if not _is_well_formed(event_uuid):
        return f"event_uuid is {_quote(event_uuid)}; it must not hold half of a surrogate pair."
    length = _code_units(event_name)
    if length > MAX_FIELD_LENGTH:
        return f"event_name has {length} characters ({_quote(event_name)}); it may have {MAX_FIELD_LENGTH}."
    if _EVENT_NAME.fullmatch(event_name) is None:
        return f"event_name is {_quote(event_name)}; it must be non-empty parts without white space, joined by colons."
    if not _is_well_formed(event_name):
        return f"event_name is {_quote(event_name)}; it must not hold half of a surrogate pair."
    if not created_at >= 0:
        return f"created_at is {_number(created_at)}; it must be a number of Unix seconds that is not negative."
    ahead = created_at >= END_OF_TIME if arrived_at is None else created_at - arrived_at > MAX_CLOCK_SKEW_SECONDS
    if ahead:
        arrival = "an unknown time" if arrived_at is None else _number(arrived_at)
        return (
            f"created_at is {_number(created_at)}, which is more than {MAX_CLOCK_SKEW_SECONDS} seconds after the "
            f"arrival at {arrival}; it must be a number of Unix seconds (not milliseconds)."
        )
    return None


# What the first bytes of a line say, whoever sent it.
_ENCODINGS = (
    (b"\x1f\x8b\x08", "They begin like GZIP, but do not unpack to at most 10 MiB."),
    (
        b"\xf3\x89\x9a\xc2",
        "They begin like an aggregate of the Kinesis Producer Library, but its checksum is wrong.",
    ),
    (b"\xff\xfe", "They begin like UTF-16."),
    (b"\xfe\xff", "They begin like UTF-16."),
    (b"{\0", "It looks like UTF-16."),
    (b"\0{", "It looks like UTF-16."),
)

# Members by which the wrapping is known that a service puts around an event, and what is to be sent instead.
_WRAPPERS = (
    (("detail-type", "detail"), "This looks like an event of EventBridge: let its target send $.detail alone."),
    (("specversion", "type"), "This looks like a CloudEvent: send its data, with the three fields in it."),
    (("TopicArn", "Message"), "This looks like a message of SNS: send its Message."),
    (
        ("log",),
        "This looks like a line of Fluent Bit: let it parse the log, or send its log alone (data_keys, log_key).",
    ),
)


def _encoding_hint(line: bytes) -> str:
    return next((f" {hint}" for begin, hint in _ENCODINGS if line.startswith(begin)), "")


def _wrapper_hint(names: Container[str]) -> str:
    return next((f" {hint}" for members, hint in _WRAPPERS if all(member in names for member in members)), "")


def _code_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_well_formed(text: str) -> bool:
    return whole_characters(text) == text


def _describe(value: Any) -> str:
    if isinstance(value, str):
        return f"the string {_quote(value)}"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, float):
        return f"the number {_number(value)}"
    if value is None:
        return "null"
    return "an array" if isinstance(value, list) else "an object"


def _number(value: float) -> str:
    """A number as JavaScript writes it: 7 and not 7.0, 0.00001 and not 1e-05."""
    if abs(value) == float("inf"):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value + 0.0).removesuffix(".0")
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    return format(Decimal(text), "f") if -7 < int(exponent) < 21 else f"{mantissa}e{int(exponent):+d}"


def _quote(text: str) -> str:
    """A text as JSON, cut and spelled as JavaScript does: by UTF-16 code units, half of a surrogate pair escaped."""
    cut = text.encode("utf-16-le", "surrogatepass")[: 2 * _MAX_QUOTED_LENGTH].decode("utf-16-le", "surrogatepass")
    shown = re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", json.dumps(cut, ensure_ascii=False))
    length = _code_units(text)
    return f"{shown}... ({length} characters)" if length > _MAX_QUOTED_LENGTH else shown
