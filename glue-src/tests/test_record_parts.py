"""A landing file is taken apart as the deduplicator does it with each record."""

import base64
import json
from pathlib import Path
from typing import List

import pytest

from curation.input_files import read_events
from curation.record_parts import Lines, read_parts

FILE = Path(__file__).parents[2] / "test" / "fixtures" / "record-parts.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))["cases"]


def _bytes(value) -> bytes:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value.encode("utf-8", "surrogatepass")


def _record(case) -> bytes:
    return _bytes(case["record"] if "record" in case else case)


def _parts(records: List[bytes]) -> List[bytes]:
    """Firehose puts a line feed behind each record, and nobody knows any more where one ends."""
    landed = b"".join(record + b"\n" for record in records)
    return list(read_parts(Lines(landed.split(b"\n")[:-1])))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_record_has_the_parts_that_the_deduplicator_finds(case) -> None:
    assert _parts([_record(case)]) == [_bytes(part) for part in case["parts"]]


def test_records_behind_each_other_have_the_parts_of_each() -> None:
    parts = _parts([_record(case) for case in CASES])

    assert parts == [_bytes(part) for case in CASES for part in case["parts"]]


def test_an_event_knows_the_line_with_which_it_begins() -> None:
    lines = [b"{}", b"{", b"}", b"", b"[{},{}]"]

    assert [line for line, _ in read_events(lines, arrived_at=0)] == [0, 1, 4, 4]


def test_a_thousand_lines_that_never_close_are_a_thousand_parts() -> None:
    assert len(_parts([b'{"a":[' for _ in range(1000)])) == 1000
