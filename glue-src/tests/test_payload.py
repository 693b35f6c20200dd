"""Values are stored exactly as they were sent; what cannot be stored is named by path, found and declared type."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict

import pytest

from curation.contracts import Contract, parse_contracts
from curation.payload import Payload, read_payload, read_unknown
from tests.events import contract, field

FILE = Path(__file__).parents[2] / "test" / "fixtures" / "payload-cases.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))["cases"]

DECIMAL = {"decimal": {"precision": 38, "scale": 2, "sent_as": ["number", "string"]}}
STRUCT = {"struct": [field("b", "bigint", True), field("at", "timestamp"), field("raw", "json")]}


def one_field(name: str, column_type: Any, required: bool = False) -> Contract:
    document = {"version": 2, "contracts": [contract("a:b", field(name, column_type, required))]}
    (parsed,) = parse_contracts(json.dumps(document), "contracts.json")
    return parsed


def read(column_type: Any, value: str) -> Payload:
    """Reads `value`, JSON text, as the one field `x` of a contract."""
    return read_payload(one_field("x", column_type, True), f'{{"x": {value} }}')


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{json.dumps(case['type'])} {case['sent'][:40]}")
def test_a_value_is_judged_as_the_deduplicator_judges_it(case: Dict[str, Any]) -> None:
    result = read(case["type"], case["sent"])

    assert (result.reason, result.detail) == (case.get("reason"), case.get("detail"))


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
        (DECIMAL, "19.90", Decimal("19.90")),
        (DECIMAL, '"-123456789012345678901234567890.12"', Decimal("-123456789012345678901234567890.12")),
        (DECIMAL, "-0.0e99999999999999999999", Decimal("0")),
        (STRUCT, '{"b":1,"more":2,"raw":"t"}', {"b": 1, "at": None, "raw": '"t"'}),
    ],
)
def test_a_value_is_stored_as_it_was_sent(column_type: Any, sent: str, stored: Any) -> None:
    assert read(column_type, sent).values == {"x": stored}


@pytest.mark.parametrize("payload", [None, "", "{", "[]", "1", '{"x":1}}', "{'x':1}", '{"x":NaN}', '{"x":01}'])
def test_a_payload_that_is_no_json_object_is_not_json(payload: Any) -> None:
    document = '{"version":2,"contracts":[{"event_name":"a","table":"b","subject_fields":[],"fields":[]}]}'
    (parsed,) = parse_contracts(document, "contracts.json")

    assert read_payload(parsed, payload).reason == "not_json"


def test_of_a_name_that_occurs_twice_the_last_value_is_stored() -> None:
    assert read("bigint", '1, "x": 2').values == {"x": 2}


NESTED = {"struct": [field("city", "string"), field("geo", {"struct": [field("lat", "double", True)]})]}


@pytest.mark.parametrize(
    ("column_type", "payload", "unknown", "names"),
    [
        ("string", '{"x":"a"}', None, []),
        ("string", '{"y" : 1.10, "x":"a","z":{"x":[1 , 2]}}', '{"y" : 1.10,"z":{"x":[1 , 2]}}', ["y", "z"]),
        ("json", '{"x":{"y":1}}', None, []),
        ("string", '{"x":"a","y":null}', '{"y":null}', ["y"]),
        ("string", '{"y":1,"x":"a","y":2}', '{"y":2}', ["y"]),
        ("string", '{"x":"a","\\u0079":"\\ud83d"}', '{"\\u0079":"\\ufffd"}', ["y"]),
        (
            NESTED,
            '{"x":{"city":"a","zip":"1","geo":{"lat":1,"lon":2}}}',
            '{"x":{"zip":"1","geo":{"lon":2}}}',
            ["x.geo.lon", "x.zip"],
        ),
        (
            {"array": NESTED},
            '{"x":[null,{"zip":"1"},{"zip":2},{"city":"a"}]}',
            '{"x":[null,{"zip":"1"},{"zip":2}]}',
            ["x[].zip"],
        ),
        ({"array": {"array": NESTED}}, '{"x":[[],[{"zip":1}]]}', '{"x":[null,[{"zip":1}]]}', ["x[][].zip"]),
        ({"array": "bigint"}, '{"x":[1,2]}', None, []),
    ],
)
def test_what_the_contract_does_not_name_is_kept_as_sent_in_the_shape_of_the_event(
    column_type: Any, payload: str, unknown: Any, names: Any
) -> None:
    result = read_payload(one_field("x", column_type), payload)

    assert (result.reason, result.unknown, list(result.unknown_names)) == (None, unknown, names)


@pytest.mark.parametrize(
    ("column_type", "unknown", "taken", "left"),
    [
        ("bigint", '{"y":1,"x":7.0}', 7, '{"y":1}'),
        ("bigint", '{"x":"7"}', None, '{"x":"7"}'),
        ("bigint", '{"x":null}', None, None),
        ("bigint", '{ "y":1 }', None, '{"y":1}'),
        ({"array": "bigint"}, '{"x":[1,"2"]}', None, '{"x":[1,"2"]}'),
        (
            NESTED,
            '{"x":{"city":"a","geo":{"lat":"1"},"zip":2}}',
            {"city": "a", "geo": {"lat": None}},
            '{"x":{"geo":{"lat":"1"},"zip":2}}',
        ),
        (NESTED, '{"x":5}', None, '{"x":5}'),
        (
            {"array": NESTED},
            '{"x":[null,{"city":"b"},5]}',
            [None, {"city": "b", "geo": None}, None],
            '{"x":[null,null,5]}',
        ),
    ],
)
def test_of_what_was_unknown_a_later_contract_takes_what_fits_and_leaves_all_else(
    column_type: Any, unknown: str, taken: Any, left: Any
) -> None:
    result = read_unknown(one_field("x", column_type), unknown)

    assert (result.values, result.unknown) == ({"x": taken}, left)
