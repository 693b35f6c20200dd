"""What a run did, as one line of JSON."""

import json
import time
from typing import Any, Dict, List

MAX_UNKNOWN_NAMES = 20
"""Unknown fields that a report counts, per table."""


class CurationReport:
    """Counts of a run of curate, summed over its batches.

    rows_read = stored + duplicates in the run + duplicates already stored + quarantined + erased.
    """

    def __init__(self) -> None:
        self._started = time.monotonic()
        self.batches = 0
        self.files = 0
        self.list_requests = 0
        self.rows_read = 0
        self.stored: Dict[str, int] = {}
        self.duplicates_in_run = 0
        self.already_stored = 0
        self.late = 0
        self.same_id_other_date = 0
        self.quarantined: Dict[str, int] = {}
        self.new_in_quarantine = 0
        self.released_from_quarantine = 0
        self.moved_from_uncontracted = 0
        self.filled: Dict[str, int] = {}
        self._unknown: Dict[str, Dict[str, int]] = {}
        self.erased = 0
        self.unreadable_files: List[str] = []
        self.failed_tables: Dict[str, str] = {}

    def add_unknown(self, table: str, name: str, count: int) -> None:
        """Counts events that have a field which their contract does not name."""
        add_count(self._unknown.setdefault(table, {}), name, count)

    def line(self) -> str:
        """The report as one line of JSON, keys in a fixed order."""
        return json.dumps(
            {
                "command": "curate",
                "batches": self.batches,
                "files": self.files,
                "list_requests": self.list_requests,
                "rows_read": self.rows_read,
                "rows_stored": sum(self.stored.values()),
                "stored": dict(sorted(self.stored.items())),
                "duplicates_removed": {"in_run": self.duplicates_in_run, "already_stored": self.already_stored},
                "late": self.late,
                "same_id_other_date": self.same_id_other_date,
                "quarantined": dict(sorted(self.quarantined.items())),
                "new_in_quarantine": self.new_in_quarantine,
                "released_from_quarantine": self.released_from_quarantine,
                "moved_from_uncontracted": self.moved_from_uncontracted,
                "filled": dict(sorted(self.filled.items())),
                "unknown_fields": {table: _commonest(names) for table, names in sorted(self._unknown.items())},
                "erased": self.erased,
                "unreadable_files": sorted(self.unreadable_files),
                "failed_tables": dict(sorted(self.failed_tables.items())),
                "seconds": round(time.monotonic() - self._started, 1),
            }
        )


def _commonest(names: Dict[str, int]) -> Dict[str, int]:
    return dict(sorted(names.items(), key=lambda item: (-item[1], item[0]))[:MAX_UNKNOWN_NAMES])


def add_count(counts: Dict[str, int], name: str, count: int) -> None:
    """Adds to one entry of a dictionary of counts."""
    counts[name] = counts.get(name, 0) + count


def line_of(values: Dict[str, Any]) -> str:
    """Any other report as one line of JSON."""
    return json.dumps(values)
