"""Curates one batch of files. Repeating it changes nothing: that is what a killed run rests on."""

from collections import defaultdict
from datetime import date
from typing import Dict, List, Sequence, Set

from pyspark import StorageLevel
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from curation.arguments import Arguments
from curation.classify import classify
from curation.contracts import Contract
from curation.delta_tables import ChangedTypeError, for_each_table
from curation.erase_command import ERASED, mark_erased
from curation.input_files import find_unreadable, is_unreadable, read_files, unreadable_rows
from curation.interface import QUARANTINE_TABLE, UNCONTRACTED_TABLE, UNREADABLE_FILE
from curation.report import CurationReport, add_count
from curation.targets import Target, event_table, open_targets, quarantine_table


def curate_batch(
    spark: SparkSession,
    files: Sequence[str],
    contracts: Sequence[Contract],
    arguments: Arguments,
    report: CurationReport,
) -> None:
    """Stores what is new in the files and adds to the report what was done.

    Raises ChangedTypeError before anything is written; any other failure after every table was tried.
    """
    try:
        _curate(spark, files, [], contracts, arguments, report)
    except Exception as error:
        if not is_unreadable(error):
            raise
        unreadable = find_unreadable(spark, arguments.input, files)
        if not unreadable:
            raise
        good = [file for file in files if file not in set(unreadable)]
        _curate(spark, good, unreadable, contracts, arguments, report)


def _curate(
    spark: SparkSession,
    files: Sequence[str],
    unreadable: Sequence[str],
    contracts: Sequence[Contract],
    arguments: Arguments,
    report: CurationReport,
) -> None:
    rows = read_files(spark, arguments.input, files)
    if unreadable:
        rows = rows.unionByName(unreadable_rows(spark, unreadable))
    marked = mark_erased(rows, arguments.lake, contracts)
    classified = classify(marked, contracts, arguments.dedup_window_days).persist(StorageLevel.MEMORY_AND_DISK)
    try:
        groups = _summary(classified)
        days = _days(groups)
        targets = open_targets(spark, arguments.lake, contracts, list(days))
        _refuse_changed_types(targets, arguments.threads)
        inserted = _store(targets, classified, days, arguments.threads)
        released = _release(spark, arguments.lake, classified, files)
        moved = _move_contracted(spark, arguments.lake, classified) if arguments.reprocess else 0
    finally:
        classified.unpersist()
    _count(report, groups, inserted)
    report.batches += 1
    report.files += len(files) + len(unreadable)
    report.released_from_quarantine += released
    report.moved_from_uncontracted += moved
    report.unreadable_files.extend(unreadable)


def _summary(classified: DataFrame) -> List[Row]:
    first = F.col("copy") == 1
    return (
        classified.groupBy("target", "day", "reason")
        .agg(
            F.count("*").alias("rows"),
            F.sum(first.cast("long")).alias("distinct"),
            F.sum((first & F.col("late")).cast("long")).alias("late"),
            F.sum((first & (F.col("date_rank") > 1)).cast("long")).alias("other_date"),
        )
        .collect()
    )


def _days(groups: Sequence[Row]) -> Dict[str, Set[date]]:
    days: Dict[str, Set[date]] = defaultdict(set)
    for group in groups:
        if group.reason != ERASED:
            days[group.target].add(group.day)
    return days


def _refuse_changed_types(targets: Dict[str, Target], threads: int) -> None:
    changes = for_each_table(lambda target: target.table.changed_types(target.schema), targets, threads)
    sentences = [sentence for name in sorted(changes) for sentence in changes[name]]
    if sentences:
        raise ChangedTypeError(
            f"{'; '.join(sentences)}. Nothing was written. A stored column keeps its type: restore the contract, or give "
            "the field with the new type a new name."
        )


def _store(
    targets: Dict[str, Target], classified: DataFrame, days: Dict[str, Set[date]], threads: int
) -> Dict[str, int]:
    def store(target: Target) -> int:
        name = target.table.name
        target.table.create(target.schema, target.statistics)
        own = (F.col("target") == name) & (F.col("copy") == 1) & ~F.col("reason").eqNullSafe(ERASED)
        return target.table.insert_new(target.shape(classified.where(own)), sorted(days[name]))

    return for_each_table(store, targets, threads)


def _release(spark: SparkSession, lake: str, classified: DataFrame, files: Sequence[str]) -> int:
    """Takes out of quarantine the rows that are stored by now, and the files that could be read."""
    quarantine = quarantine_table(spark, lake)
    if not quarantine.exists():
        return 0
    held = quarantine.rows()
    stored = classified.where(F.col("reason").isNull() & (F.col("copy") == 1)).select("row_id")
    names = spark.createDataFrame([(file,) for file in files], "raw_file string")
    rows = held.join(stored, "row_id", "left_semi").select("row_id")
    read = held.where(F.col("reason") == UNREADABLE_FILE).join(names, "raw_file", "left_semi").select("row_id")
    found = [row.row_id for row in rows.unionByName(read).distinct().collect()]
    if not found:
        return 0
    return quarantine.delete_matching(
        spark.createDataFrame([(row_id,) for row_id in found], "row_id string"), ["row_id"]
    )


def _move_contracted(spark: SparkSession, lake: str, classified: DataFrame) -> int:
    """Takes out of `uncontracted_event` what is stored in a table of its own by now."""
    uncontracted = event_table(spark, lake, UNCONTRACTED_TABLE)
    if not uncontracted.exists():
        return 0
    stored = classified.where(
        ~F.col("target").isin(QUARANTINE_TABLE, UNCONTRACTED_TABLE) & (F.col("copy") == 1)
    ).select("event_uuid", "event_name", F.col("day").alias("created_date"))
    held = uncontracted.rows().select(*stored.columns).join(stored, stored.columns, "left_semi")
    found = [tuple(row) for row in held.collect()]
    if not found:
        return 0
    schema = "event_uuid string, event_name string, created_date date"
    return uncontracted.delete_matching(spark.createDataFrame(found, schema), stored.columns)


def _count(report: CurationReport, groups: Sequence[Row], inserted: Dict[str, int]) -> None:
    distinct: Dict[str, int] = defaultdict(int)
    for group in groups:
        report.rows_read += group.rows if group.reason != UNREADABLE_FILE else 0
        if group.reason == ERASED:
            report.erased += group.rows
        elif group.target == QUARANTINE_TABLE:
            add_count(report.quarantined, group.reason, group.rows)
        else:
            distinct[group.target] += group.distinct
            report.duplicates_in_run += group.rows - group.distinct
            report.late += group.late
            report.same_id_other_date += group.other_date
    report.new_in_quarantine += inserted.get(QUARANTINE_TABLE, 0)
    for table, count in distinct.items():
        add_count(report.stored, table, inserted[table])
        report.already_stored += count - inserted[table]
