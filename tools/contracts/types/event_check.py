"""Made from the event contracts by `npm run contracts -- types --language python`: change them, and make it again.

Needs Python 3.11 and nothing else.
"""

import json
import re
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Dict, List, Literal, Mapping, NamedTuple, NotRequired, Optional, TypedDict, Union

# types

_CONTRACTS: Mapping[str, List[Dict[str, Any]]] = {}

# check


class Refusal(NamedTuple):
    """Why an event would not be stored."""

    reason: str
    """A reason of the table quarantine, or `no_contract`."""
    detail: str
    """What is wrong, by path."""


def encode(event: Mapping[str, object]) -> bytes:
    """The event as it is put into the stream. Raises ValueError and TypeError for what JSON does not know."""
    return json.dumps(event, allow_nan=False, separators=(",", ":")).encode()


def validate(event: Mapping[str, object]) -> Optional[Refusal]:
    """Why the lake would not store the event as `encode` writes it; None when it would."""
    try:
        sent = json.loads(encode(event))
    except RecursionError:
        return Refusal("too_deep", f"The event is nested deeper than {_MAX_NESTING} levels.")
    except (TypeError, ValueError) as error:
        return Refusal("not_json", f"The event cannot be written as JSON: {error}")
    if not isinstance(sent, dict):
        return Refusal("not_an_object", f"The event is {_kind(sent)}; an event is one JSON object.")
    if _depth(sent) > _MAX_NESTING:
        return Refusal("too_deep", f"The event is nested deeper than {_MAX_NESTING} levels.")
    refusal = _check_envelope(sent)
    if refusal is not None:
        return refusal
    members = _CONTRACTS.get(sent["event_name"])
    if members is None:
        known = ", ".join(_CONTRACTS)
        return Refusal("no_contract", f"No contract names {sent['event_name']}. There are: {known}.")
    mistakes: List[Refusal] = []
    _check_members(members, sent, "", mistakes)
    if mistakes:
        mistakes.sort(key=lambda mistake: _ORDER.index(mistake.reason))
        sentences = [mistake.detail for mistake in mistakes[:_MAX_SENTENCES]]
        more = len(mistakes) - len(sentences)
        return Refusal(mistakes[0].reason, "; ".join([*sentences, f"and {more} more"] if more else sentences))
    size = _delivered_bytes(sent)
    if size > _MAX_BYTES:
        return Refusal("too_large", f"The enriched event has {size} bytes; a Firehose record takes {_MAX_BYTES}.")
    return None


_ENVELOPE = ("event_uuid", "event_name", "created_at")
_MAX_LENGTH = 256
_MAX_NESTING = 500
_MAX_CLOCK_SKEW_SECONDS = 86_400
_MAX_BYTES = 1_024_000
_MAX_SENTENCES = 10
_ORDER = ("wrong_type", "missing_field", "invalid_value")
_END_OF_BIGINT = 2**63
_NAME = re.compile(r"[^\s:\ufeff]+(:[^\s:\ufeff]+)*")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)", re.ASCII
)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?", re.ASCII)
_EXPECTED = {
    "bigint": "an integer",
    "double": "a number",
    "boolean": "a boolean",
    "timestamp": "a date-time of RFC 3339 with its offset, such as 2026-11-20T10:00:00Z",
    "date": "a date, such as 2026-11-20",
    "string": 'a string that holds a number, such as "19.99"',
    "number": "a number",
}


def _check_envelope(event: Mapping[str, Any]) -> Optional[Refusal]:
    for name in _ENVELOPE:
        if event.get(name) is None:
            state = "null" if name in event else "absent"
            return Refusal("missing_field", f"{name} is {state}; every event carries {', '.join(_ENVELOPE)}.")
    for name in ("event_uuid", "event_name"):
        if not isinstance(event[name], str):
            return Refusal("wrong_type", f"{name} is {_kind(event[name])}; it must be a string.")
    created_at = event["created_at"]
    if not _is_number(created_at):
        return Refusal("wrong_type", f"created_at is {_kind(created_at)}; it must be a number of Unix seconds.")
    for name in ("event_uuid", "event_name"):
        length = _code_units(event[name])
        if length == 0 or length > _MAX_LENGTH:
            return Refusal("invalid_value", f"{name} has {length} characters; it must have 1 to {_MAX_LENGTH}.")
        if _HALF_PAIR.search(event[name]):
            return Refusal("invalid_value", f"{name} must not hold half of a surrogate pair.")
    if _NAME.fullmatch(event["event_name"]) is None:
        return Refusal(
            "invalid_value", "event_name must be non-empty parts without white space, joined by colons."
        )
    if created_at < 0:
        return Refusal("invalid_value", f"created_at is {created_at}; it must not be negative.")
    if created_at - time.time() > _MAX_CLOCK_SKEW_SECONDS:
        return Refusal(
            "invalid_value", f"created_at is {created_at}; it must be a number of Unix seconds (not milliseconds)."
        )
    return None


def _check_members(
    members: List[Dict[str, Any]], sent: Mapping[str, Any], prefix: str, mistakes: List[Refusal]
) -> None:
    for member in members:
        name = member["name"]
        value = sent.get(name)
        if value is not None:
            _check(member["type"], value, prefix + name, mistakes)
        elif member["required"]:
            mistakes.append(Refusal("missing_field", f"{prefix}{name} is {'null' if name in sent else 'missing'}"))


def _check(kind: Any, value: Any, path: str, mistakes: List[Refusal]) -> None:
    if value is None or kind in ("string", "json"):
        return
    if isinstance(kind, str):
        _check_scalar(kind, value, path, mistakes)
    elif "decimal" in kind:
        _check_decimal(kind["decimal"], value, path, mistakes)
    elif "array" in kind:
        if not isinstance(value, list):
            _wrong_type(value, path, "an array", mistakes)
            return
        for index, element in enumerate(value):
            _check(kind["array"], element, f"{path}[{index}]", mistakes)
    elif isinstance(value, dict):
        _check_members(kind["struct"], value, f"{path}.", mistakes)
    else:
        _wrong_type(value, path, "an object", mistakes)


def _check_scalar(kind: str, value: Any, path: str, mistakes: List[Refusal]) -> None:
    if kind == "boolean":
        if not isinstance(value, bool):
            _wrong_type(value, path, _EXPECTED[kind], mistakes)
    elif kind in ("bigint", "double"):
        if not _is_number(value):
            _wrong_type(value, path, _EXPECTED[kind], mistakes)
        elif kind == "double":
            if not _fits_double(value):
                mistakes.append(Refusal("invalid_value", f"{path} is outside of a double"))
        elif not -_END_OF_BIGINT <= _written(value) < _END_OF_BIGINT:
            mistakes.append(Refusal("invalid_value", f"{path} is outside of 64 bits"))
        elif _written(value) != int(_written(value)):
            mistakes.append(Refusal("wrong_type", f"{path} is a number with a fraction, not {_EXPECTED[kind]}"))
    elif not isinstance(value, str):
        _wrong_type(value, path, _EXPECTED[kind], mistakes)
    else:
        try:
            is_moment = _is_date(value) if kind == "date" else _is_date_time(value)
        except OverflowError:
            mistakes.append(Refusal("invalid_value", f"{path} is outside of the years 0001 to 9999"))
            return
        if not is_moment:
            mistakes.append(Refusal("wrong_type", f"{path} is a string, but not {_EXPECTED[kind]}"))


def _check_decimal(column: Mapping[str, Any], value: Any, path: str, mistakes: List[Refusal]) -> None:
    kind = "string" if isinstance(value, str) else "number" if _is_number(value) else ""
    if kind not in column["sent_as"]:
        expected = " or ".join(_EXPECTED[sent] for sent in column["sent_as"])
        _wrong_type(value, path, expected, mistakes)
        return
    found = _NUMBER.fullmatch(value if kind == "string" else json.dumps(value))
    if found is None:
        mistakes.append(Refusal("wrong_type", f"{path} is a string, but not {_EXPECTED['string']}"))
        return
    whole, fraction, exponent = found[1], found[2] or "", int((found[3] or "0")[:12])
    digits = (whole + fraction).rstrip("0")
    power = exponent - len(fraction) + len(whole + fraction) - len(digits)
    before = len(digits.lstrip("0")) + power
    precision, scale = column["precision"], column["scale"]
    if digits.strip("0") and (power < -scale or before > precision - scale):
        places = f"{precision - scale} digits before the point and {scale} behind it"
        mistakes.append(
            Refusal("invalid_value", f"{path} is outside of decimal({precision},{scale}): {places}")
        )


def _is_date(text: str) -> bool:
    """Raises OverflowError for the year 0, which readers of a lake do not know."""
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    year, month, day = map(int, found.groups())
    if year == 0:
        raise OverflowError
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_date_time(text: str) -> bool:
    found = _DATE_TIME.fullmatch(text)
    if found is None or not _is_date(found[1]):
        return False
    hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
    offset_hours, offset_minutes = int(found[6] or 0), int(found[7] or 0)
    if hour > 23 or minute > 59 or second > 60 or offset_hours > 23 or offset_minutes > 59:
        return False
    year, month, day = map(int, found[1].split("-"))
    offset = timedelta(hours=offset_hours, minutes=offset_minutes) * (-1 if found[5] == "-" else 1)
    # A leap second is the second after it.
    moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone.utc) - offset
    if second == 60:
        if (moment.hour, moment.minute) != (23, 59):
            return False
        moment + timedelta(seconds=1)
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _written(value: Union[int, float]) -> Union[int, Decimal]:
    """The number that is sent: a double is written shorter than it is."""
    return value if isinstance(value, int) else Decimal(json.dumps(value))


def _fits_double(value: Union[int, float]) -> bool:
    try:
        return abs(float(value)) != float("inf")
    except OverflowError:
        return False


def _wrong_type(value: Any, path: str, expected: str, mistakes: List[Refusal]) -> None:
    mistakes.append(Refusal("wrong_type", f"{path} is {_kind(value)}, not {expected}"))


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    names = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "an array", dict: "an object"}
    return names[type(value)]


def _code_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _depth(value: Any) -> int:
    if not isinstance(value, (dict, list)):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth, inner), default=0)


def _delivered_bytes(event: Mapping[str, Any]) -> int:
    """Bytes of the event as it is delivered, its type-specific fields in one text."""
    name = event["event_name"]
    parts = name.split(":")
    moment = "2026-11-20T10:00:00.000Z"
    is_late = event["created_at"] // 86_400 < time.time() // 86_400 - 1
    payload = encode({key: value for key, value in event.items() if key not in _ENVELOPE}).decode()
    line = {
        "event_uuid": event["event_uuid"],
        "event_name": name,
        "event_type": parts[0],
        "event_subtype": parts[1] if len(parts) > 1 else None,
        "created_at": event["created_at"],
        "created_datetime": moment,
        "arrived_datetime": moment,
        "payload": payload,
        "table_name": "late_event" if is_late else name.replace(":", "_") + "_event",
        "created_date": moment[:10],
    }
    return len(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode())
