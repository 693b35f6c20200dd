"""The command `curate`: which files are new, and one batch after the other."""

from typing import Callable, List, Optional, Sequence

from pyspark.errors import StreamingQueryException
from pyspark.sql import DataFrame, SparkSession

from curation.arguments import Arguments
from curation.batch import curate_batch, curate_failed
from curation.contracts import load_contracts
from curation.delta_tables import path_exists
from curation.report import CurationReport

_FILE_SCHEMA = "path string, modificationTime timestamp, length bigint, content binary"

Curate = Callable[[SparkSession, Sequence[str]], None]


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

    def curate_files(session: SparkSession, files: Sequence[str]) -> None:
        if files:
            curate_batch(session, files, contracts, arguments, report)

    if arguments.reprocess is not None:
        _curate_again(spark, arguments.reprocess, arguments.max_files_per_batch, curate_files)
    else:
        curate_failed(spark, contracts, arguments, report)
        # Before the first delivery there is no raw prefix, and nothing to do.
        if path_exists(spark, _given(arguments.raw)):
            _curate_new(spark, arguments, curate_files)
    if report.failed_tables:
        raise FailedTablesError(report)
    return report.line()


def _curate_new(spark: SparkSession, arguments: Arguments, curate_files: Curate) -> None:
    """One Structured Streaming query over names of files: its checkpoint knows which are new.

    Only names travel through it, so that the batch can set a file aside that cannot be read, instead of failing for ever.
    """
    failures: List[BaseException] = []

    def on_batch(batch: DataFrame, _: int) -> None:
        try:
            curate_files(batch.sparkSession, _paths(batch))
        except BaseException as failure:
            failures.append(failure)
            raise

    names = (
        spark.readStream.format("binaryFile")
        .schema(_FILE_SCHEMA)
        # Every table is a folder with partitions of its own; Spark would call that conflicting structures.
        .option("recursiveFileLookup", "true")
        .option("maxFilesPerTrigger", arguments.max_files_per_batch)
        # The default, seven days before the newest file, would skip an older file that appears later, in silence.
        .option("maxFileAge", f"{arguments.max_file_age_days}d")
        .load(_given(arguments.raw))
        .select("path")
    )
    query = (
        names.writeStream.foreachBatch(on_batch)
        .option("checkpointLocation", _given(arguments.checkpoint))
        .trigger(availableNow=True)
        .start()
    )
    try:
        query.awaitTermination()
    except StreamingQueryException:
        if failures:
            raise failures[0] from None
        raise


def _curate_again(spark: SparkSession, prefix: str, batch_size: int, curate_files: Curate) -> None:
    listed = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(prefix).select("path")
    files = _paths(listed)
    for start in range(0, len(files), batch_size):
        curate_files(spark, files[start : start + batch_size])


def _paths(files: DataFrame) -> List[str]:
    return sorted(row.path for row in files.collect())


def _given(value: Optional[str]) -> str:
    assert value is not None, "parse_arguments has checked it"
    return value
