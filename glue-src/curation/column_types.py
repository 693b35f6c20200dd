"""Types of the columns: from the contracts document to Spark, and what counts as a changed type."""

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Tuple, Union

from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

SCALARS: Mapping[str, DataType] = {
    "string": StringType(),
    "bigint": LongType(),
    "double": DoubleType(),
    "boolean": BooleanType(),
    "timestamp": TimestampType(),
    "date": DateType(),
    # What no column type fits: the JSON text of the value.
    "json": StringType(),
}


@dataclass(frozen=True)
class Scalar:
    """A single value; `json` is the text of any JSON value."""

    name: str


@dataclass(frozen=True)
class Decimal:
    """An exact number of `precision` digits, `scale` of them behind the point."""

    precision: int
    scale: int
    sent_as: Tuple[str, ...]
    """`number`, `string` or both: what an event may hold it in."""


@dataclass(frozen=True)
class Array:
    """Values of one type."""

    items: "ColumnType"


@dataclass(frozen=True)
class Member:
    """One member of a struct."""

    name: str
    type: "ColumnType"
    required: bool

    @property
    def column(self) -> str:
        """Name in its struct."""
        return self.name


@dataclass(frozen=True)
class Struct:
    """An object with known members."""

    members: Tuple[Member, ...]


ColumnType = Union[Scalar, Decimal, Array, Struct]


def read_column_type(value: Any) -> ColumnType:
    """Reads `"bigint"`, `{"decimal": {"precision", "scale", "sent_as"}}`, `{"array": type}` or
    `{"struct": [{"name", "type", "required"}]}`. Raises ValueError.
    """
    if isinstance(value, str) and value in SCALARS:
        return Scalar(value)
    if isinstance(value, dict) and list(value) == ["decimal"]:
        decimal = value["decimal"]
        return Decimal(int(decimal["precision"]), int(decimal["scale"]), tuple(decimal["sent_as"]))
    if isinstance(value, dict) and list(value) == ["array"]:
        return Array(read_column_type(value["array"]))
    if isinstance(value, dict) and list(value) == ["struct"] and value["struct"]:
        return Struct(tuple(_member(member) for member in value["struct"]))
    raise ValueError(f"{value!r} is no column type that this job knows")


def _member(value: Mapping[str, Any]) -> Member:
    return Member(str(value["name"]), read_column_type(value["type"]), value["required"] is True)


def spark_type(column_type: ColumnType) -> DataType:
    """The Spark type of a column."""
    if isinstance(column_type, Scalar):
        return SCALARS[column_type.name]
    if isinstance(column_type, Decimal):
        return DecimalType(column_type.precision, column_type.scale)
    if isinstance(column_type, Array):
        return ArrayType(spark_type(column_type.items))
    return StructType([StructField(member.name, spark_type(member.type)) for member in column_type.members])


def changed_type(path: str, stored: DataType, declared: DataType) -> Optional[str]:
    """The first place where two types of a column cannot be the same column, as `path is bigint and would be string`.

    A member that only one of two structs has is no change: it is added, or null from now on.
    """
    if isinstance(stored, StructType) and isinstance(declared, StructType):
        known = {field.name.lower(): field for field in stored.fields}
        for field in declared.fields:
            twin = known.get(field.name.lower())
            change = twin and changed_type(f"{path}.{field.name}", twin.dataType, field.dataType)
            if change:
                return change
        return None
    if isinstance(stored, ArrayType) and isinstance(declared, ArrayType):
        return changed_type(f"{path}[]", stored.elementType, declared.elementType)
    if stored == declared:
        return None
    return f"{path} is {stored.simpleString()} and would become {declared.simpleString()}"


def has_all(stored: DataType, declared: DataType) -> bool:
    """Whether nothing that is declared is missing in what is stored: no column, and no member of a struct."""
    if isinstance(stored, StructType) and isinstance(declared, StructType):
        known = {field.name.lower(): field.dataType for field in stored.fields}
        return all(
            field.name.lower() in known and has_all(known[field.name.lower()], field.dataType)
            for field in declared.fields
        )
    if isinstance(stored, ArrayType) and isinstance(declared, ArrayType):
        return has_all(stored.elementType, declared.elementType)
    return True
