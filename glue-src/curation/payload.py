"""Reads a payload as its contract declares it, and says why it cannot be stored."""

from typing import List, Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

from curation.column_types import Array, ColumnType, Scalar, Struct, spark_type
from curation.contracts import Contract

NOT_JSON = "not_json"
WRONG_TYPE = "wrong_type"
MISSING_FIELD = "missing_field"
INVALID_VALUE = "invalid_value"

# With a space in it, it is the name of no field.
_CORRUPT = "corrupt record"

# Strict JSON, as the deduplicator reads it; Spark would also take 'single quotes' and the text "NaN" as a number.
_JSON_OPTIONS = {
    "mode": "PERMISSIVE",
    "columnNameOfCorruptRecord": _CORRUPT,
    "allowSingleQuotes": "false",
    "allowNonNumericNumbers": "false",
}

_FIRST_TIMESTAMP = "0001-01-01T00:00:00Z"
_LAST_TIMESTAMP = "9999-12-31T23:59:59.999999Z"


def parsed_payload(contract: Contract, payload: Column) -> Column:
    """The payload as a struct of the contract's columns; what has another type is null in it."""
    fields = [StructField(field.name, spark_type(field.type)) for field in contract.fields]
    schema = StructType([*fields, StructField(_CORRUPT, StringType())])
    return F.from_json(payload, schema, _JSON_OPTIONS)


def payload_reason(contract: Contract, payload: Column) -> Column:
    """Why a payload cannot be stored: not_json, wrong_type, missing_field or invalid_value; null when it can."""
    # The array of one makes Spark parse once, although the result is asked several questions.
    return F.transform(F.array(parsed_payload(contract, payload)), lambda parsed: _reason(contract, payload, parsed))[0]


def payload_detail(contract: Contract, payload: Column) -> Column:
    """Names of the fields that are not as the contract declares them, for a payload that cannot be stored.

    It never holds a value of the event.
    """
    parsed = parsed_payload(contract, payload)
    return F.concat_ws(
        "; ",
        *(_field_detail(contract, index, payload, parsed) for index in range(len(contract.fields))),
    )


def _reason(contract: Contract, payload: Column, parsed: Column) -> Column:
    reason = F.when(payload.isNull() | ~F.ltrim(payload).startswith("{"), NOT_JSON)
    reason = reason.when(
        parsed[_CORRUPT].isNotNull(),
        F.when(F.get_json_object(payload, "$").isNull(), NOT_JSON).otherwise(WRONG_TYPE),
    )
    required = [parsed[field.name].isNull() for field in contract.fields if field.required]
    required += [~_complete(parsed[field.name], field.type) for field in contract.fields if _demands(field.type)]
    ranges = [~_in_range(parsed[field.name], field.type) for field in contract.fields if _has_range(field.type)]
    if required:
        reason = reason.when(_any(required), MISSING_FIELD)
    if ranges:
        reason = reason.when(_any(ranges), INVALID_VALUE)
    return reason


def _field_detail(contract: Contract, index: int, payload: Column, parsed: Column) -> Column:
    field = contract.fields[index]
    column = parsed[field.name]
    given = F.get_json_object(payload, f"$.{field.name}").isNotNull()
    detail = F.when(column.isNull() & given, f"{field.name} is not {spark_type(field.type).simpleString()}")
    if field.required:
        detail = detail.when(column.isNull(), f"{field.name} is missing")
    if _demands(field.type):
        detail = detail.when(~_complete(column, field.type), f"a required member of {field.name} is missing")
    if _has_range(field.type):
        detail = detail.when(~_in_range(column, field.type), f"{field.name} is out of range")
    return detail


def _demands(column_type: ColumnType) -> bool:
    """Whether some member inside of the type is required."""
    if isinstance(column_type, Struct):
        return any(member.required or _demands(member.type) for member in column_type.members)
    return isinstance(column_type, Array) and _demands(column_type.items)


def _complete(column: Column, column_type: ColumnType) -> Column:
    """True when no required member inside of the value is missing; a value that is absent lacks none."""
    if isinstance(column_type, Array):
        return F.coalesce(F.forall(column, lambda item: _complete(item, column_type.items)), F.lit(True))
    checks: List[Column] = []
    for member in column_type.members if isinstance(column_type, Struct) else ():
        value = column[member.name]
        if member.required:
            checks.append(value.isNotNull())
        if _demands(member.type):
            checks.append(_complete(value, member.type))
    return column.isNull() | _all(checks)


def _has_range(column_type: ColumnType) -> bool:
    if isinstance(column_type, Scalar):
        return column_type.name in ("double", "timestamp", "date")
    if isinstance(column_type, Array):
        return _has_range(column_type.items)
    return any(_has_range(member.type) for member in column_type.members)


def _in_range(column: Column, column_type: ColumnType) -> Column:
    """False for what Spark can hold and other readers of the table cannot: infinity, and years beyond four digits."""
    if isinstance(column_type, Array):
        return F.coalesce(F.forall(column, lambda item: _in_range(item, column_type.items)), F.lit(True))
    if isinstance(column_type, Struct):
        checks = [_in_range(column[m.name], m.type) for m in column_type.members if _has_range(m.type)]
        return column.isNull() | _all(checks)
    if column_type.name == "double":
        return F.coalesce(F.abs(column) < F.lit(float("inf")), F.lit(True))
    first, last = F.lit(_FIRST_TIMESTAMP).cast("timestamp"), F.lit(_LAST_TIMESTAMP).cast("timestamp")
    if column_type.name == "date":
        first, last = first.cast("date"), last.cast("date")
    return F.coalesce(column.between(first, last), F.lit(True))


def _any(conditions: Sequence[Column]) -> Column:
    result = F.lit(False)
    for condition in conditions:
        result = result | condition
    return result


def _all(conditions: Sequence[Column]) -> Column:
    result = F.lit(True)
    for condition in conditions:
        result = result & condition
    return result
