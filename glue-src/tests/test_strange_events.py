"""Strange events have one right place, with one right value, whichever way they came."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict

import pytest

from tests.events import NOW, contract, event
from tests.lake import Lake, raw_row

FILE = Path(__file__).parents[2] / "test" / "fixtures" / "strange-events.json"
STRANGE = json.loads(FILE.read_text(encoding="utf-8"))
NAME = "probe:types"


@pytest.mark.parametrize("mode", ["raw-parquet", "landing-json"])
def test_strange_events_are_where_they_belong_with_the_values_that_were_sent(lake: Lake, mode: str) -> None:
    lake.contracts([contract(NAME, *STRANGE["fields"], subject=None)])
    cases = STRANGE["cases"]
    if mode == "raw-parquet":
        rows = [{**raw_row(event(case["name"], NAME)), "payload": f"{{{case['members']}}}"} for case in cases]
        lake.raw_rows("a.parquet", rows)
    else:
        envelope = '{{"event_uuid":{},"event_name":"{}","created_at":{},{}}}'
        lines = [envelope.format(json.dumps(case["name"]), NAME, NOW - 60, case["members"]) for case in cases]
        lake.landing_file("a", lines)

    lake.curate("--input", mode)

    columns = [field["column"] for field in STRANGE["fields"]]
    stored = {row["event_uuid"]: _filled(row, columns) for row in lake.rows("probe_types_event")}
    refused = {row["event_uuid"]: (row["reason"], row["detail"]) for row in lake.rows("quarantine")}
    assert stored == {case["name"]: case["stored"] for case in cases if "stored" in case}
    assert refused == {case["name"]: (case["reason"], case["detail"]) for case in cases if "reason" in case}


def _filled(row: Dict[str, Any], columns: list[str]) -> Dict[str, Any]:
    """The columns that hold something; times as ISO 8601, decimals as text."""
    return {name: _shown(row[name]) for name in columns if row[name] is not None}


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return [_shown(item) for item in value]
    if isinstance(value, dict):
        return {name: _shown(member) for name, member in value.items()}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, (date, datetime)) else value
