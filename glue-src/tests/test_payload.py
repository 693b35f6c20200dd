"""Values are stored exactly as they were sent; what cannot be stored is named by path, found and declared type."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.events import contract, field

from curation.contracts import parse_contracts
from curation.payload import Payload, read_payload

STRUCT = {"struct": [field("b", "bigint", True), field("at", "timestamp"), field("raw", "json")]}


def read(column_type: Any, value: str) -> Payload:
    """Reads `value`, JSON text, as the one field `x` of a contract."""
    document = {"version": 2, "contracts": [contract("a:b", field("x", column_type, True))]}
    (parsed,) = parse_contracts(json.dumps(document), "contracts.json")
    return read_payload(parsed, f'{{"x": {value} }}')


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2026-11-20T10:00:00Z", moment(2026, 11, 20, 10)),
        ("2026-11-20T10:00Z", moment(2026, 11, 20, 10)),
        ("2026-11-20t10:00:00z", moment(2026, 11, 20, 10)),
        ("2026-11-20 10:00:00Z", moment(2026, 11, 20, 10)),
        ("2026-11-20T10:00:00.5+05:30", moment(2026, 11, 20, 4, 30, 0, 500_000)),
        ("2026-11-20T10:00:00-0130", moment(2026, 11, 20, 11, 30)),
        ("2026-11-20T10:00:00+02", moment(2026, 11, 20, 8)),
        ("2026-11-20T10:00:00.123456789Z", moment(2026, 11, 20, 10, 0, 0, 123_456)),
        ("2026-12-31T23:59:60Z", moment(2027, 1, 1)),
        ("2026-12-31T18:59:60.25-05:00", moment(2027, 1, 1, 0, 0, 0, 250_000)),
        ("1066-10-14T09:00:00Z", moment(1066, 10, 14, 9)),
        ("0001-01-01T00:00:00Z", moment(1, 1, 1)),
    ],
)
def test_a_timestamp_of_rfc_3339_is_stored_with_all_its_options(sent: str, stored: datetime) -> None:
    assert read("timestamp", f'"{sent}"').values == {"x": stored}


@pytest.mark.parametrize(
    "sent",
    [
        "10:00",
        "T10:00:00Z",
        "2026",
        "2026-11",
        "2026-11-20",
        "2026-11-20T10",
        "2026-11-20T10:00:00",
        "2026-11-20T10:00:60Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T10:60:00Z",
        "2026-02-30T10:00:00Z",
        "2026-11-20T10:00:00+24:00",
        "2026-11-20T10:00:00+05:60",
        "2026-11-20T10:00:00.Z",
        "2026-11-20T10:00.5Z",
        " 2026-11-20T10:00:00Z",
        "2026-11-20T10:00:00Z\\n",
        "２026-11-20T10:00:00Z",
        "+12026-11-20T10:00:00Z",
        "now",
        "today",
        "1795904000",
        "",
    ],
)
def test_a_text_that_is_no_whole_timestamp_never_becomes_one(sent: str) -> None:
    result = read("timestamp", f'"{sent}"')

    assert (result.reason, result.detail) == (
        "wrong_type",
        "x is a string, but not a date-time of RFC 3339 with its offset, such as 2026-11-20T10:00:00Z",
    )


@pytest.mark.parametrize("sent", ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_a_timestamp_outside_of_the_years_that_readers_know_is_out_of_range(sent: str) -> None:
    assert read("timestamp", f'"{sent}"').detail == "x is outside of the years 0001 to 9999"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("7", 7),
        ("1.0", 1),
        ("1e3", 1000),
        ("1.5E1", 15),
        ("-0.0", 0),
        ("0e99999999999999999999", 0),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808.000", -(2**63)),
        ("922337203685477580.7e1", 2**63 - 1),
        ("9007199254740993", 9007199254740993),
    ],
)
def test_an_integer_is_stored_however_it_is_written(sent: str, stored: int) -> None:
    value = read("bigint", sent).values["x"]

    assert (value, type(value)) == (stored, int)


@pytest.mark.parametrize("sent", ["1.5", "1e-1", "0.1e-99999999999999999999", "9007199254740992.5"])
def test_a_number_with_a_fraction_is_no_integer(sent: str) -> None:
    assert read("bigint", sent).detail == "x is a number with a fraction, not an integer"


@pytest.mark.parametrize(
    ("column_type", "sent", "limits"),
    [
        ("bigint", "9223372036854775808", "64 bits"),
        ("bigint", "-9223372036854775809", "64 bits"),
        ("bigint", "1e30", "64 bits"),
        ("bigint", "1e999999999", "64 bits"),
        ("bigint", "9" * 5000, "64 bits"),
        ("double", "1e999", "a double"),
        ("double", "-" + "9" * 400, "a double"),
    ],
)
def test_a_number_that_its_column_cannot_hold_is_an_invalid_value(column_type: str, sent: str, limits: str) -> None:
    result = read(column_type, sent)

    assert (result.reason, result.detail) == ("invalid_value", f"x is outside of {limits}")


@pytest.mark.parametrize(
    ("column_type", "sent", "stored"),
    [
        ("string", '"a\\u00e9\\n"', "aé\n"),
        ("string", "1.10", "1.10"),
        ("string", '{"p":1.10}', '{"p":1.10}'),
        ("string", '"nice day \\ud83d"', "nice day \ufffd"),
        ("string", '"\\ude00\\ud83d\\ude00"', "\ufffd😀"),
        ("json", '{"p":0.12345678901234567890}', '{"p":0.12345678901234567890}'),
        ("json", "1e19", "1e19"),
        ("json", '"text"', '"text"'),
        ("json", "[ 1 , true ]", "[ 1 , true ]"),
        ("json", '"\\ud83d and \\\\ud83d and \\ud83d\\ude00"', '"\\ufffd and \\\\ud83d and \\ud83d\\ude00"'),
        ("double", "1.10", 1.1),
        ("boolean", "false", False),
        ("date", '"2024-02-29"', date(2024, 2, 29)),
        ({"array": "bigint"}, "[1.0, null]", [1, None]),
        (STRUCT, '{"b":1,"more":2,"raw":"t"}', {"b": 1, "at": None, "raw": '"t"'}),
    ],
)
def test_a_value_is_stored_as_it_was_sent(column_type: Any, sent: str, stored: Any) -> None:
    assert read(column_type, sent).values == {"x": stored}


@pytest.mark.parametrize(
    ("column_type", "sent", "reason", "detail"),
    [
        ("bigint", '"seven"', "wrong_type", "x is a string, not an integer"),
        ("double", "[1]", "wrong_type", "x is an array, not a number"),
        ("boolean", "0", "wrong_type", "x is a number, not a boolean"),
        ("date", '"2026-02-30"', "wrong_type", "x is a string, but not a date, such as 2026-11-20"),
        ("date", '"2026-11-20T10:00:00Z"', "wrong_type", "x is a string, but not a date, such as 2026-11-20"),
        ("string", "null", "missing_field", "x is null"),
        (STRUCT, '{"b":"1"}', "wrong_type", "x.b is a string, not an integer"),
        (STRUCT, '{"b":{}}', "wrong_type", "x.b is an object, not an integer"),
        (STRUCT, "{}", "missing_field", "x.b is missing"),
        ({"array": STRUCT}, '[{"b":1},{"b":null},7]', "wrong_type", "x[2] is a number, not an object; x[1].b is null"),
        ({"array": "string"}, "{}", "wrong_type", "x is an object, not an array"),
        ({"array": {"array": "boolean"}}, '[[true],[false,"no"]]', "wrong_type", "x[1][1] is a string, not a boolean"),
    ],
)
def test_the_detail_names_path_found_and_declared_type_and_begins_with_the_reason(
    column_type: Any, sent: str, reason: str, detail: str
) -> None:
    result = read(column_type, sent)

    assert (result.reason, result.detail) == (reason, detail)


def test_the_detail_of_many_mistakes_is_cut() -> None:
    detail = read({"array": "bigint"}, "[" + ",".join(['"a"'] * 1000) + "]").detail

    assert detail is not None
    assert detail.startswith("x[0] is a string, not an integer; x[1] is a string")
    assert detail.endswith("; and 990 more")


@pytest.mark.parametrize("payload", [None, "", "{", "[]", "1", '{"x":1}}', "{'x':1}", '{"x":NaN}', '{"x":01}'])
def test_a_payload_that_is_no_json_object_is_not_json(payload: Any) -> None:
    document = '{"version":2,"contracts":[{"event_name":"a","table":"b","subject_fields":[],"fields":[]}]}'
    (parsed,) = parse_contracts(document, "contracts.json")

    assert read_payload(parsed, payload).reason == "not_json"


def test_of_a_name_that_occurs_twice_the_last_value_is_stored() -> None:
    assert read("bigint", '1, "x": 2').values == {"x": 2}
