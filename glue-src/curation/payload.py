"""Reads a payload as its contract declares it: every value exactly as it was sent, or why it cannot be stored.

Plain Python, without Spark: it runs once per row, in Spark's Python workers.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Union

from curation.column_types import Array, ColumnType, Member, Scalar, Struct
from curation.column_types import Decimal as DecimalColumn
from curation.contracts import Contract, Field
from curation.date_time import parse_date, parse_date_time
from curation.interface import MAX_NESTING
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


class _Mistake(NamedTuple):
    reason: str
    sentence: str


def read_payload(contract: Contract, payload: Optional[str]) -> Payload:
    """Reads the type-specific fields of one event."""
    if payload is None:
        return Payload({}, NOT_JSON, "The row has no payload; an event is one JSON object.")
    if is_deeper_than(payload, MAX_NESTING):
        return Payload({}, TOO_DEEP, f"The event is nested deeper than {MAX_NESTING} levels.")
    try:
        fields = last_of_each(read_members(payload))
    except ValueError:
        return Payload({}, NOT_JSON, "The payload is not a JSON object.")
    mistakes: List[_Mistake] = []
    values = {
        field.column: _read_member(field, fields.get(field.name), field.name, mistakes) for field in contract.fields
    }
    if not mistakes:
        return Payload(values, None, None)
    mistakes.sort(key=lambda mistake: _ORDER.index(mistake.reason))
    return Payload({}, mistakes[0].reason, _detail(mistakes))


def column_text(values: Mapping[str, Any]) -> str:
    """The values as JSON that Spark reads as the contract's columns without another look: see targets.py."""
    return json.dumps(values, ensure_ascii=False, default=_text)


def _text(value: Union[date, datetime, Decimal]) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def _detail(mistakes: Sequence[_Mistake]) -> str:
    sentences = [mistake.sentence for mistake in mistakes[:_MAX_SENTENCES]]
    more = len(mistakes) - len(sentences)
    return "; ".join([*sentences, f"and {more} more"] if more else sentences)


def _read_member(member: Union[Field, Member], value: Optional[Value], path: str, mistakes: List[_Mistake]) -> Any:
    if value is not None and value.parsed is not None:
        return _read(member.type, value, path, mistakes)
    if member.required:
        state = "missing" if value is None else "null"
        mistakes.append(_Mistake(MISSING_FIELD, f"{path} is {state}"))
    return None


def _read(column_type: ColumnType, value: Value, path: str, mistakes: List[_Mistake]) -> Any:
    if value.parsed is None:
        return None
    if isinstance(column_type, Scalar):
        return _READERS[column_type.name](value, path, mistakes)
    if isinstance(column_type, DecimalColumn):
        return _decimal(column_type, value, path, mistakes)
    if isinstance(column_type, Array):
        if not isinstance(value.parsed, list):
            return _wrong_type(value, path, "an array", mistakes)
        elements = enumerate(read_elements(value.text))
        return [_read(column_type.items, element, f"{path}[{index}]", mistakes) for index, element in elements]
    if not isinstance(value.parsed, dict):
        return _wrong_type(value, path, "an object", mistakes)
    sent = last_of_each(read_members(value.text))
    return {
        member.name: _read_member(member, sent.get(member.name), f"{path}.{member.name}", mistakes)
        for member in column_type.members
    }


def _string(value: Value, _path: str, _mistakes: List[_Mistake]) -> str:
    """A string; anything else as the text that was sent."""
    return whole_characters(value.parsed) if isinstance(value.parsed, str) else whole_escapes(value.text)


def _json(value: Value, _path: str, _mistakes: List[_Mistake]) -> str:
    return whole_escapes(value.text)


def _bigint(value: Value, path: str, mistakes: List[_Mistake]) -> Optional[int]:
    """A number without a fraction, however it is written: 7, 7.0 and 0.7e1 are one."""
    if not _is_number(value):
        return _wrong_type(value, path, _EXPECTED["bigint"], mistakes)
    # By the double first: 1e999999999 would be an integer of a thousand million digits.
    if abs(value.parsed) > _END_OF_BIGINT:
        return _out_of_range(path, "64 bits", mistakes)
    number = read_number(value.text)
    if number is None or not number.is_integer():
        mistakes.append(_Mistake(WRONG_TYPE, f"{path} is a number with a fraction, not {_EXPECTED['bigint']}"))
        return None
    integer = int(number.exact())
    return integer if -_END_OF_BIGINT <= integer < _END_OF_BIGINT else _out_of_range(path, "64 bits", mistakes)


def _decimal(column: DecimalColumn, value: Value, path: str, mistakes: List[_Mistake]) -> Optional[Decimal]:
    """A number that its column holds digit for digit, sent as the contract says."""
    kind = "number" if _is_number(value) else "string" if isinstance(value.parsed, str) else ""
    if kind not in column.sent_as:
        return _wrong_type(value, path, " or ".join(_EXPECTED_DECIMAL[sent] for sent in column.sent_as), mistakes)
    number = read_number(value.parsed if kind == "string" else value.text)
    if number is None:
        mistakes.append(_Mistake(WRONG_TYPE, f"{path} is a string, but not {_EXPECTED_DECIMAL['string']}"))
        return None
    if number.fits(column.precision, column.scale):
        return number.exact()
    places = f"{column.precision - column.scale} digits before the point and {column.scale} behind it"
    return _out_of_range(path, f"decimal({column.precision},{column.scale}): {places}", mistakes)


def _double(value: Value, path: str, mistakes: List[_Mistake]) -> Optional[float]:
    if not _is_number(value):
        return _wrong_type(value, path, _EXPECTED["double"], mistakes)
    return value.parsed if abs(value.parsed) != float("inf") else _out_of_range(path, "a double", mistakes)


def _boolean(value: Value, path: str, mistakes: List[_Mistake]) -> Optional[bool]:
    if isinstance(value.parsed, bool):
        return value.parsed
    return _wrong_type(value, path, _EXPECTED["boolean"], mistakes)


def _time(column: str, parse: Callable[[str], Any]) -> Callable[[Value, str, List[_Mistake]], Any]:
    def read(value: Value, path: str, mistakes: List[_Mistake]) -> Any:
        if not isinstance(value.parsed, str):
            return _wrong_type(value, path, _EXPECTED[column], mistakes)
        try:
            parsed = parse(value.parsed)
        except OverflowError:
            return _out_of_range(path, "the years 0001 to 9999", mistakes)
        if parsed is None:
            mistakes.append(_Mistake(WRONG_TYPE, f"{path} is a string, but not {_EXPECTED[column]}"))
        return parsed

    return read


_READERS: Dict[str, Callable[[Value, str, List[_Mistake]], Any]] = {
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


def _wrong_type(value: Value, path: str, expected: str, mistakes: List[_Mistake]) -> None:
    mistakes.append(_Mistake(WRONG_TYPE, f"{path} is {_found(value)}, not {expected}"))


def _out_of_range(path: str, limits: str, mistakes: List[_Mistake]) -> None:
    mistakes.append(_Mistake(INVALID_VALUE, f"{path} is outside of {limits}"))


def _found(value: Value) -> str:
    names = {str: "a string", bool: "a boolean", float: "a number", list: "an array", dict: "an object"}
    return names[type(value.parsed)]
