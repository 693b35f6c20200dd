"""The command `curate`: which files are new, and one batch after the other."""

import sys
from time import time
from typing import Dict, List, Optional, Sequence

from pyspark.sql import SparkSession

from curation.arguments import Arguments
from curation.batch import curate_batch, curate_failed
from curation.contracts import Contract, load_contracts
from curation.ledger import Ledger
from curation.new_files import Bounds, find_files
from curation.object_store import StoredObject, open_store
from curation.report import CurationReport


class FailedTablesError(Exception):
    """Tables could not take their rows, which wait in quarantine; all others are stored."""

    def __init__(self, report: CurationReport) -> None:
        super().__init__(" ".join(report.failed_tables.values()))
        self.report = report.line()


def curate(spark: SparkSession, arguments: Arguments) -> str:
    """Curates the files that are new, or those below `--reprocess`; returns the report.

    Raises FailedTablesError when all is done but the rows of some tables.
    """
    contracts = load_contracts(spark, _given(arguments.contracts))
    report = CurationReport()
    if arguments.reprocess is not None:
        _curate_again(spark, arguments.reprocess, contracts, arguments, report)
    else:
        curate_failed(spark, contracts, arguments, report)
        _curate_new(spark, _given(arguments.raw), contracts, arguments, report)
    if report.failed_tables:
        raise FailedTablesError(report)
    return report.line()


def _curate_new(
    spark: SparkSession, prefix: str, contracts: Sequence[Contract], arguments: Arguments, report: CurationReport
) -> None:
    """A batch is in the ledger after it is stored: a run that is killed between the two is repeated, and adds nothing."""
    ledger = Ledger(spark, arguments.lake, prefix)
    store = open_store(prefix)
    now = time()
    last = ledger.listed_at(now) or arguments.since
    bounds = last and Bounds(arguments.input, last, arguments.stream_retention_hours, arguments.dedup_window_days)
    found, report.list_requests = find_files(store, bounds or None)
    curated = ledger.curated(bounds.written_from if bounds else 0) if found else set()
    files = [file for file in found if file.key not in curated]
    print(f"{len(files)} new files below {prefix}, {report.list_requests} requests", file=sys.stderr, flush=True)
    read = report.rows_read
    for batch in _batches(files, arguments.max_files_per_batch):
        paths = {store.path(file.key): file.key for file in batch}
        rows = curate_batch(spark, list(paths), contracts, arguments, report)
        counts: Dict[str, Optional[int]] = {key: rows.get(path, 0) for path, key in paths.items()}
        ledger.add(batch, counts, now, time())
    # A lake that nothing was ever delivered to stays without tables.
    if files or last:
        ledger.end_run(report.rows_read - read, now, time())


def _curate_again(
    spark: SparkSession, prefix: str, contracts: Sequence[Contract], arguments: Arguments, report: CurationReport
) -> None:
    store = open_store(prefix)
    files, report.list_requests = find_files(store, None)
    if not files:
        raise FileNotFoundError(f"--reprocess {prefix}: there is no file below it. Name a folder, by its whole path.")
    for batch in _batches(files, arguments.max_files_per_batch):
        curate_batch(spark, [store.path(file.key) for file in batch], contracts, arguments, report)


def _batches(files: List[StoredObject], size: int) -> List[List[StoredObject]]:
    return [files[start : start + size] for start in range(0, len(files), size)]


def _given(value: Optional[str]) -> str:
    assert value is not None, "parse_arguments has checked it"
    return value
