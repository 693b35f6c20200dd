"""A lake on local files: raw files in, the job run on them, tables read by delta-rs."""

import contextlib
import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import pyarrow
import pyarrow.parquet
from deltalake import DeltaTable
from pyspark.sql import SparkSession

from curation.interface import RAW_COLUMNS
from curation.main import main
from tests.events import CONTRACTS, NOW, payload_of

RAW_SCHEMA = pyarrow.schema(
    [(name, pyarrow.float64() if kind == "double" else pyarrow.string()) for name, kind in RAW_COLUMNS]
)


class Lake:
    def __init__(self, spark: SparkSession, folder: Path) -> None:
        self.spark = spark
        self.folder = folder
        self.path = folder / "lake"
        folder.mkdir(exist_ok=True)
        self.contracts(CONTRACTS)

    def contracts(self, contracts: Sequence[Dict[str, Any]], version: int = 2) -> None:
        document = {"version": version, "contracts": list(contracts)}
        (self.folder / "contracts.json").write_text(json.dumps(document))

    def raw_file(self, name: str, events: Sequence[Dict[str, Any]], arrived_at: float = NOW) -> Path:
        """Writes a raw file as the delivery stream does: `name` is its path below raw/."""
        return self.raw_rows(name, [raw_row(event, arrived_at) for event in events])

    def raw_rows(self, name: str, rows: Sequence[Dict[str, Any]]) -> Path:
        file = self._file("raw", name)
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(rows), RAW_SCHEMA), file)
        return file

    def landing_file(self, name: str, lines: Sequence[Any], arrived_at: float = NOW) -> Path:
        """Writes a landing file as Firehose does: text and bytes as they are, anything else as JSON."""
        time = datetime.fromtimestamp(arrived_at, UTC).strftime("%Y-%m-%d-%H-%M-%S")
        file = self._file("raw", f"{name}/stream-1-{time}-0a1b2c3d-0000-4000-8000-000000000000.gz")
        file.write_bytes(gzip.compress(b"".join(_line(line) + b"\n" for line in lines)))
        return file

    def bytes_file(self, name: str, content: bytes) -> Path:
        file = self._file("raw", name)
        file.write_bytes(content)
        return file

    def arguments(self, *more: str) -> List[str]:
        places = {"raw": "raw", "lake": "lake", "contracts": "contracts.json"}
        paths = [part for name, place in places.items() for part in (f"--{name}", str(self.folder / place))]
        return [*paths, "--shuffle-partitions", "2", "--threads", "2", *more]

    def curate(self, *more: str) -> Dict[str, Any]:
        return self.run(*self.arguments(*more))

    def run(self, *arguments: str) -> Dict[str, Any]:
        code, out, err = self.outcome(*arguments)
        assert code == 0, err
        return json.loads(out)

    def outcome(self, *arguments: str):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments)
        return code, out.getvalue(), err.getvalue()

    def rows(self, table: str, *columns: str) -> List[Dict[str, Any]]:
        """Rows by delta-rs, sorted by their key."""
        rows = DeltaTable(str(self.path / table)).to_pyarrow_table().to_pylist()
        rows.sort(key=lambda row: str(row.get("event_uuid")) + str(row.get("row_id")))
        return [{name: row[name] for name in columns} for row in rows] if columns else rows

    def ids(self, table: str) -> List[str]:
        return [row["event_uuid"] for row in self.rows(table)]

    def schema(self, table: str) -> Dict[str, str]:
        fields = DeltaTable(str(self.path / table)).schema().fields
        return {field.name: str(field.type) for field in fields}

    def has(self, table: str) -> bool:
        return (self.path / table / "_delta_log").exists()

    def version(self, table: str) -> Optional[int]:
        return DeltaTable(str(self.path / table)).version() if self.has(table) else None

    def _file(self, *parts: str) -> Path:
        file = self.folder.joinpath(*parts)
        file.parent.mkdir(parents=True, exist_ok=True)
        return file


def raw_row(event: Dict[str, Any], arrived_at: float = NOW) -> Dict[str, Any]:
    """An event as the deduplicator delivers it, as far as the job reads it."""
    arrived = datetime.fromtimestamp(arrived_at, UTC).isoformat(timespec="milliseconds")
    return {
        "event_uuid": event.get("event_uuid"),
        "event_name": event.get("event_name"),
        "created_at": event.get("created_at"),
        "arrived_datetime": arrived.replace("+00:00", "Z"),
        "payload": payload_of(event),
    }


def _line(line: Any) -> bytes:
    if isinstance(line, bytes):
        return line
    return (line if isinstance(line, str) else json.dumps(line)).encode()
