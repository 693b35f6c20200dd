"""Runs the job on the same records in both modes and says what differs: used by test/integration/curated-alike.test.ts.

python -m tests.curate_both FOLDER ARRIVED_AT: with contracts.json, `records.txt` (each record as base64) and
`delivered.ndjson` (of each record the rows that the deduplicator delivers). Prints one line of JSON.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any, Dict, List

from deltalake import DeltaTable

from curation.input_files import read_events
from curation.interface import RAW_COLUMNS, REJECTED_TABLE
from curation.session import open_session
from tests.lake import Lake

NOT_COMPARED = ("arrived_datetime", "raw_file")


def curated(lake: Lake, folder: Path, mode: str) -> Dict[str, List[str]]:
    """The rows of every table, each as a text."""
    (lake.folder / "contracts.json").write_bytes((folder / "contracts.json").read_bytes())
    report = lake.curate("--input", mode)
    sys.stderr.write(f"{mode}: {json.dumps(report)}\n")
    tables = sorted(log.parent.name for log in lake.path.glob("*/_delta_log"))
    return {table: sorted(_text(row) for row in _rows(lake, table)) for table in tables}


def _rows(lake: Lake, table: str) -> List[Dict[str, Any]]:
    return DeltaTable(str(lake.path / table)).to_pyarrow_table().to_pylist()


def _text(row: Dict[str, Any]) -> str:
    return json.dumps({name: row[name] for name in sorted(row) if name not in NOT_COMPARED}, default=str)


def _holds_any(record: bytes, arrived_at: float) -> bool:
    return any(read_events((record + b"\n").split(b"\n")[:-1], arrived_at))


def main(folder: Path) -> None:
    spark = open_session(shuffle_partitions=2, snapshot_partitions=2)
    spark.sparkContext.setLogLevel("ERROR")
    in_flight, in_lake = (Lake(spark, folder / mode) for mode in ("in-flight", "in-lake"))
    arrived_at = float(sys.argv[2])
    records = [base64.b64decode(line) for line in (folder / "records.txt").read_text().splitlines()]
    delivered = [json.loads(line) for line in (folder / "delivered.ndjson").read_text().splitlines()]
    # In the lake, a record without any event leaves no line.
    rows = [
        row for record, its in zip(records, delivered, strict=True) if _holds_any(record, arrived_at) for row in its
    ]
    names = [name for name, _ in RAW_COLUMNS]
    for table in {row["table_name"] for row in rows}:
        of_table = [{name: row[name] for name in names} for row in rows if row["table_name"] == table]
        in_flight.raw_rows(f"{table}/a.parquet", of_table)
    assert (in_flight.folder / "raw" / REJECTED_TABLE).exists(), "nothing was rejected"
    in_lake.landing_file("a", records, arrived_at)
    one, other = curated(in_flight, folder, "raw-parquet"), curated(in_lake, folder, "landing-json")
    different = {
        table: {
            "in-flight": sorted(set(one.get(table, [])) - set(other.get(table, [])))[:3],
            "in-lake": sorted(set(other.get(table, [])) - set(one.get(table, [])))[:3],
        }
        for table in sorted({*one, *other})
        if one.get(table) != other.get(table)
    }
    print(json.dumps({"rows": {table: len(texts) for table, texts in one.items()}, "different": different}))


main(Path(sys.argv[1]))
