"""Reads a payload as its contract declares it: every value exactly as it was sent, or why it cannot be stored.

Plain Python, without Spark: it runs once per row, in Spark's Python workers.
"""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from curation.column_types import Array, ColumnType, Member, Scalar, Struct
from curation.column_types import Decimal as DecimalColumn
from curation.contracts import Contract, Field
from curation.date_time import parse_date, parse_date_time
from curation.interface import MAX_NESTING
from curation.json_text import Member as JsonMember
from curation.json_text import (
    Value,
    is_deeper_than,
    last_of_each,
    read_elements,
    read_members,
    whole_characters,
    whole_escapes,
)
from curation.number_text import read_number

NOT_JSON = "not_json"
TOO_DEEP = "too_deep"
WRONG_TYPE = "wrong_type"
MISSING_FIELD = "missing_field"
INVALID_VALUE = "invalid_value"

_ORDER = (WRONG_TYPE, MISSING_FIELD, INVALID_VALUE)
"""Of several mistakes the first of these is the reason."""

_MAX_SENTENCES = 10

_MAX_UNKNOWN_NAMES = 100

_INDEX = re.compile(r"\[\d+\]")

_END_OF_BIGINT = 2**63

_EXPECTED = {
    "string": "a string",
    "bigint": "an integer",
    "double": "a number",
    "boolean": "a boolean",
    "timestamp": "a date-time of RFC 3339 with its offset, such as 2026-11-20T10:00:00Z",
    "date": "a date, such as 2026-11-20",
}

_EXPECTED_DECIMAL = {"number": "a number", "string": 'a string that holds a number, such as "19.99"'}


class Payload(NamedTuple):
    """The values of a contract's fields by column, or, with a reason, why they cannot be stored."""

    values: Dict[str, Any]
    reason: Optional[str]
    detail: Optional[str]
    """Each mistake with its path, the type that was found and the one that is declared. Never a value of the event."""
    unknown: Optional[str] = None
    """What the contract does not name, as a JSON object of the event's own shape: in a declared object or array, too."""
    unknown_names: Sequence[str] = ()
    """These fields, each once, such as `colour` and `items[].colour`; the first hundred."""


class Known(NamedTuple):
    """What a contract takes of fields that no contract named when they arrived."""

    values: Dict[str, Any]
    unknown: Optional[str]
    """What is still unknown, or does not fit."""


class _Mistake(NamedTuple):
    reason: str
    sentence: str


class _Notes:
    """What is noticed while a payload is read."""

    def __init__(self) -> None:
        self.mistakes: List[_Mistake] = []
        self.unknown: List[str] = []

    def add(self, reason: str, sentence: str) -> None:
        self.mistakes.append(_Mistake(reason, sentence))


_Part = Tuple[Any, Optional[str]]
"""What a column takes of a value, and the JSON text of what is left."""


def read_payload(contract: Contract, payload: Optional[str]) -> Payload:
    """Reads the type-specific fields of one event."""
    if payload is None:
        return Payload({}, NOT_JSON, "The row has no payload; an event is one JSON object.")
    if is_deeper_than(payload, MAX_NESTING):
        return Payload({}, TOO_DEEP, f"The event is nested deeper than {MAX_NESTING} levels.")
    try:
        members = read_members(payload)
    except ValueError:
        return Payload({}, NOT_JSON, "The payload is not a JSON object.")
    notes = _Notes()
    values, unknown = _read_members(contract.fields, members, "", notes)
    if notes.mistakes:
        notes.mistakes.sort(key=lambda mistake: _ORDER.index(mistake.reason))
        return Payload({}, notes.mistakes[0].reason, _detail(notes.mistakes))
    names = {whole_characters(_INDEX.sub("[]", path)): None for path in notes.unknown}
    return Payload(values, None, None, unknown and whole_escapes(unknown), list(names)[:_MAX_UNKNOWN_NAMES])


def read_unknown(contract: Contract, unknown: str) -> Known:
    """Reads again what was unknown: what fits a field that the contract names by now is its value, all else is left."""
    return Known(*_read_members(contract.fields, read_members(unknown), "", _Notes()))


def column_text(values: Mapping[str, Any]) -> str:
    """The values as JSON that Spark reads as the contract's columns without another look: see targets.py."""
    return json.dumps(values, ensure_ascii=False, default=_text)


def _text(value: Union[date, datetime, Decimal]) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def _detail(mistakes: Sequence[_Mistake]) -> str:
    sentences = [mistake.sentence for mistake in mistakes[:_MAX_SENTENCES]]
    more = len(mistakes) - len(sentences)
    return "; ".join([*sentences, f"and {more} more"] if more else sentences)


def _read_members(
    declared: Sequence[Union[Field, Member]], members: List[JsonMember], path: str, notes: _Notes
) -> Tuple[Dict[str, Any], Optional[str]]:
    sent = last_of_each(members)
    values: Dict[str, Any] = {}
    left: Dict[str, Optional[str]] = {}
    for member in declared:
        found = sent.get(member.name)
        value = left[member.name] = None
        if found is not None and found.value.parsed is not None:
            value, left[member.name] = _read(member.type, found.value, path + member.name, notes)
        elif member.required:
            notes.add(MISSING_FIELD, f"{path}{member.name} is {'missing' if found is None else 'null'}")
        values[member.column] = value
    unknown = []
    for name, member in sent.items():
        rest = left.get(name, member.value.text)
        if rest is not None:
            unknown.append(member.with_value(rest))
        if name not in left:
            notes.unknown.append(path + name)
    return values, f"{{{','.join(unknown)}}}" if unknown else None


def _read(column_type: ColumnType, value: Value, path: str, notes: _Notes) -> _Part:
    """A value that its column cannot hold is a mistake, and is left."""
    if value.parsed is None:
        return None, None
    if isinstance(column_type, Array):
        return _read_array(column_type, value, path, notes)
    if isinstance(column_type, Struct):
        if isinstance(value.parsed, dict):
            return _read_members(column_type.members, read_members(value.text), f"{path}.", notes)
        return _wrong_type(value, path, "an object", notes), value.text
    before = len(notes.mistakes)
    if isinstance(column_type, Scalar):
        read = _READERS[column_type.name](value, path, notes)
    else:
        read = _decimal(column_type, value, path, notes)
    return read, None if len(notes.mistakes) == before else value.text


def _read_array(column_type: Array, value: Value, path: str, notes: _Notes) -> _Part:
    """What is left of its elements keeps their places; an array of single values is taken as a whole or not at all."""
    if not isinstance(value.parsed, list):
        return _wrong_type(value, path, "an array", notes), value.text
    elements = enumerate(read_elements(value.text))
    parts = [_read(column_type.items, element, f"{path}[{index}]", notes) for index, element in elements]
    values = [part[0] for part in parts]
    left = [part[1] or "null" for part in parts]
    while left and left[-1] == "null":
        left.pop()
    if not left:
        return values, None
    return (values, f"[{','.join(left)}]") if _has_members(column_type.items) else (None, value.text)


def _has_members(column_type: ColumnType) -> bool:
    return isinstance(column_type, Struct) or (isinstance(column_type, Array) and _has_members(column_type.items))


def _string(value: Value, _path: str, _notes: _Notes) -> str:
    """A string; anything else as the text that was sent."""
    return whole_characters(value.parsed) if isinstance(value.parsed, str) else whole_escapes(value.text)


def _json(value: Value, _path: str, _notes: _Notes) -> str:
    return whole_escapes(value.text)


def _bigint(value: Value, path: str, notes: _Notes) -> Optional[int]:
    """A number without a fraction, however it is written: 7, 7.0 and 0.7e1 are one."""
    if not _is_number(value):
        return _wrong_type(value, path, _EXPECTED["bigint"], notes)
    # By the double first: 1e999999999 would be an integer of a thousand million digits.
    if abs(value.parsed) > _END_OF_BIGINT:
        return _out_of_range(path, "64 bits", notes)
    number = read_number(value.text)
    if number is None or not number.is_integer():
        notes.add(WRONG_TYPE, f"{path} is a number with a fraction, not {_EXPECTED['bigint']}")
        return None
    integer = int(number.exact())
    return integer if -_END_OF_BIGINT <= integer < _END_OF_BIGINT else _out_of_range(path, "64 bits", notes)


def _decimal(column: DecimalColumn, value: Value, path: str, notes: _Notes) -> Optional[Decimal]:
    """A number that its column holds digit for digit, sent as the contract says."""
    kind = "number" if _is_number(value) else "string" if isinstance(value.parsed, str) else ""
    if kind not in column.sent_as:
        return _wrong_type(value, path, " or ".join(_EXPECTED_DECIMAL[sent] for sent in column.sent_as), notes)
    number = read_number(value.parsed if kind == "string" else value.text)
    if number is None:
        notes.add(WRONG_TYPE, f"{path} is a string, but not {_EXPECTED_DECIMAL['string']}")
        return None
    if number.fits(column.precision, column.scale):
        return number.exact()
    places = f"{column.precision - column.scale} digits before the point and {column.scale} behind it"
    return _out_of_range(path, f"decimal({column.precision},{column.scale}): {places}", notes)


def _double(value: Value, path: str, notes: _Notes) -> Optional[float]:
    if not _is_number(value):
        return _wrong_type(value, path, _EXPECTED["double"], notes)
    return value.parsed if abs(value.parsed) != float("inf") else _out_of_range(path, "a double", notes)


def _boolean(value: Value, path: str, notes: _Notes) -> Optional[bool]:
    if isinstance(value.parsed, bool):
        return value.parsed
    return _wrong_type(value, path, _EXPECTED["boolean"], notes)


def _time(column: str, parse: Callable[[str], Any]) -> Callable[[Value, str, _Notes], Any]:
    def read(value: Value, path: str, notes: _Notes) -> Any:
        if not isinstance(value.parsed, str):
            return _wrong_type(value, path, _EXPECTED[column], notes)
        try:
            parsed = parse(value.parsed)
        except OverflowError:
            return _out_of_range(path, "the years 0001 to 9999", notes)
        if parsed is None:
            notes.add(WRONG_TYPE, f"{path} is a string, but not {_EXPECTED[column]}")
        return parsed

    return read


_READERS: Dict[str, Callable[[Value, str, _Notes], Any]] = {
    "string": _string,
    "json": _json,
    "bigint": _bigint,
    "double": _double,
    "boolean": _boolean,
    "timestamp": _time("timestamp", parse_date_time),
    "date": _time("date", parse_date),
}


def _is_number(value: Value) -> bool:
    return isinstance(value.parsed, float)


def _wrong_type(value: Value, path: str, expected: str, notes: _Notes) -> None:
    notes.add(WRONG_TYPE, f"{path} is {_found(value)}, not {expected}")


def _out_of_range(path: str, limits: str, notes: _Notes) -> None:
    notes.add(INVALID_VALUE, f"{path} is outside of {limits}")


def _found(value: Value) -> str:
    names = {str: "a string", bool: "a boolean", float: "a number", list: "an array", dict: "an object"}
    return names[type(value.parsed)]
