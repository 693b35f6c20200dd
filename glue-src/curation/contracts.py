"""The contracts document: what synth says about every event name (events/curation-contracts.ts writes it)."""

import json
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence, Tuple

from pyspark.sql import SparkSession

from curation.column_types import ColumnType, read_column_type
from curation.interface import CONTRACTS_VERSION


class ContractsError(Exception):
    """The contracts document cannot be used. Nothing was written."""


@dataclass(frozen=True)
class Field:
    """One type-specific field, as producers write it, and its column."""

    name: str
    column: str
    type: ColumnType
    required: bool


@dataclass(frozen=True)
class Contract:
    """One event name, its table and its columns."""

    event_name: str
    table: str
    subject_fields: Tuple[str, ...]
    """Each by the names on its way: `user_uuid`, `buyer.user_uuid`."""
    fields: Tuple[Field, ...]

    def field(self, name: str) -> Optional[Field]:
        """The field with this name, if there is one."""
        return next((field for field in self.fields if field.name == name), None)


def load_contracts(spark: SparkSession, url: str) -> Tuple[Contract, ...]:
    """Reads the document from any file system that Spark knows.

    Raises ContractsError with the URL and the rule when the document is not one that this job understands.
    """
    rows = spark.read.text(url, wholetext=True).collect()
    if len(rows) != 1:
        raise ContractsError(f"{url}: {len(rows)} files found. It must be one contracts document.")
    return parse_contracts(rows[0].value, url)


def parse_contracts(text: str, url: str) -> Tuple[Contract, ...]:
    """The contracts of a document. Raises ContractsError; nothing in it is skipped."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ContractsError(f"{url}: not JSON ({error}). Run synth again and deploy.") from error
    version = document.get("version") if isinstance(document, dict) else None
    if version != CONTRACTS_VERSION:
        raise ContractsError(
            f"{url}: version is {version!r}, and this job reads version {CONTRACTS_VERSION}. "
            "Deploy the job and its contracts together."
        )
    try:
        contracts = tuple(_contract(entry) for entry in document["contracts"])
    except (KeyError, TypeError, ValueError) as error:
        raise ContractsError(f"{url}: {type(error).__name__}: {error}. Run synth again and deploy.") from error
    _reject_twins([contract.event_name for contract in contracts], url)
    _reject_twins([contract.table for contract in contracts], url)
    return contracts


def _contract(entry: Mapping[str, Any]) -> Contract:
    return Contract(
        event_name=_text(entry["event_name"]),
        table=_text(entry["table"]),
        subject_fields=tuple(_text(name) for name in entry["subject_fields"]),
        fields=tuple(
            Field(_text(field["name"]), _text(field["column"]), read_column_type(field["type"]), _boolean(field["required"]))
            for field in entry["fields"]
        ),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or value == "":
        raise ValueError(f"{value!r} must be a text")
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} must be true or false")
    return value


def _reject_twins(names: Sequence[str], url: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ContractsError(
                f"{url}: {name} occurs {names.count(name)} times; every contract has a name and a table of its own."
            )
