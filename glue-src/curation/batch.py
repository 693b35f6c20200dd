"""Curates one batch of files. Repeating it changes nothing: that is what a killed run rests on."""

from collections import defaultdict
from datetime import date
from typing import Dict, List, Optional, Sequence, Set, Tuple
from urllib.parse import unquote

from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, Row, SparkSession, Window
from pyspark.sql import functions as F

from curation.arguments import Arguments
from curation.classify import arrived_date, check, classify
from curation.contracts import Contract
from curation.delta_tables import for_each_table, try_each_table
from curation.erase_command import ERASED, mark_erased
from curation.failures import is_elsewhere
from curation.fill_columns import FILLED_FOR, fields_digest, fill_known, fill_nulls
from curation.input_files import INPUT_SCHEMA, find_unreadable, read_files, unreadable_rows
from curation.interface import (
    QUARANTINE_TABLE,
    TABLE_FAILED,
    UNCONTRACTED_TABLE,
    UNKNOWN_FIELDS_COLUMN,
    UNREADABLE_FILE,
)
from curation.report import MAX_UNKNOWN_NAMES, CurationReport, add_count
from curation.targets import Target, event_table, open_targets, quarantine_table

_MAX_NAME = 80
"""Characters of a field's name that a report shows."""


def curate_batch(
    spark: SparkSession,
    files: Sequence[str],
    contracts: Sequence[Contract],
    arguments: Arguments,
    report: CurationReport,
) -> Dict[str, Optional[int]]:
    """Stores what is new in the files and adds to the report what was done; returns the rows of each file, None of one that
    cannot be read.

    A file that cannot be read, and the rows of a table that cannot take them, are set aside in quarantine. Raises what
    fails for another reason, after every table was tried: the batch is to be repeated.
    """

    def read(some: Sequence[str]) -> DataFrame:
        return check(read_files(spark, arguments.input, some), contracts)

    try:
        return _curate_files(spark, files, [], contracts, arguments, report)
    except Exception as error:
        if is_elsewhere(error):
            raise
        unreadable = find_unreadable(read, files)
        if not unreadable:
            raise
        good = [file for file in files if file not in set(unreadable)]
        return _curate_files(spark, good, unreadable, contracts, arguments, report)


def curate_failed(
    spark: SparkSession, contracts: Sequence[Contract], arguments: Arguments, report: CurationReport
) -> None:
    """Tries again what tables could not take: when the table is mended, its rows come back by themselves."""
    quarantine = quarantine_table(spark, arguments.lake)
    if not quarantine.exists():
        return
    failed = quarantine.rows().where(F.col("reason") == TABLE_FAILED)
    if failed.isEmpty():
        return
    nothing = F.lit(None).cast("string")
    known = {name: F.col(name) for name in failed.columns if name not in ("reason", "detail")}
    rows = failed.select(*(known.get(name, nothing).alias(name) for name in INPUT_SCHEMA.names))
    _curate(spark, rows, [], contracts, arguments, report)


def _curate_files(
    spark: SparkSession,
    files: Sequence[str],
    unreadable: Sequence[str],
    contracts: Sequence[Contract],
    arguments: Arguments,
    report: CurationReport,
) -> Dict[str, Optional[int]]:
    rows = read_files(spark, arguments.input, files)
    if unreadable:
        rows = rows.unionByName(unreadable_rows(spark, unreadable))
    counts: Dict[str, Optional[int]] = dict(_curate(spark, rows, files, contracts, arguments, report))
    report.batches += 1
    report.files += len(files) + len(unreadable)
    report.unreadable_files.extend(unreadable)
    return {**counts, **dict.fromkeys(unreadable)}


def _curate(
    spark: SparkSession,
    rows: DataFrame,
    files: Sequence[str],
    contracts: Sequence[Contract],
    arguments: Arguments,
    report: CurationReport,
) -> Dict[str, int]:
    marked = mark_erased(rows, arguments.lake, contracts)
    classified = classify(marked, contracts, arguments.dedup_window_days).persist(StorageLevel.MEMORY_AND_DISK)
    try:
        groups = _summary(classified)
        counts = _rows_by_file(classified) if files else {}
        days = _days(groups)
        targets = open_targets(spark, arguments.lake, contracts, list(days))
        quarantine = targets.pop(QUARANTINE_TABLE, None)
        most = _most(groups)
        inserted, filled, failed = _store(targets, classified, days, most, arguments)
        rejected = classified.where((F.col("target") == QUARANTINE_TABLE) & _stored_row())
        if failed:
            aside = _set_aside(classified, failed)
            rejected = rejected.unionByName(aside)
            most[QUARANTINE_TABLE] += sum(most[name] for name in failed)
            days[QUARANTINE_TABLE] |= {row.day for row in aside.select("day").distinct().collect()}
            quarantine = open_targets(spark, arguments.lake, contracts, [QUARANTINE_TABLE])[QUARANTINE_TABLE]
        if quarantine:
            inserted[QUARANTINE_TABLE] = _insert(quarantine, rejected, days, most)
        stored = classified.where(~F.col("target").isin(QUARANTINE_TABLE, *failed) & _stored_row())
        released = _release(spark, arguments.lake, stored, files)
        moved = _move_contracted(spark, arguments.lake, stored) if arguments.reprocess else 0
        unknown = _unknown_names(stored) if any(group.unknown for group in groups) else []
    finally:
        classified.unpersist()
    _count(report, groups, inserted, failed)
    report.released_from_quarantine += released
    report.moved_from_uncontracted += moved
    for table, rows_filled in filled.items():
        add_count(report.filled, table, rows_filled)
    for row in unknown:
        report.add_unknown(row.target, row.name, row["count"])
    return counts


def _stored_row() -> Column:
    """Of several copies the one that is stored, unless its subject was erased."""
    return (F.col("copy") == 1) & ~F.col("reason").eqNullSafe(ERASED)


def _summary(classified: DataFrame) -> List[Row]:
    first = F.col("copy") == 1
    return (
        classified.groupBy("target", "day", "reason")
        .agg(
            F.count("*").alias("rows"),
            F.sum(first.cast("long")).alias("distinct"),
            F.sum((first & F.col("late")).cast("long")).alias("late"),
            F.sum((first & (F.col("date_rank") > 1)).cast("long")).alias("other_date"),
            F.max(F.col(UNKNOWN_FIELDS_COLUMN).isNotNull()).alias("unknown"),
        )
        .collect()
    )


def _unknown_names(stored: DataFrame) -> List[Row]:
    """How many events have a field that their contract does not name: of each table the commonest names, cut for a log.

    A producer may make up a name for each event.
    """
    names = stored.select("target", F.explode("unknown_names").alias("name"))
    counts = names.groupBy("target", F.substring("name", 1, _MAX_NAME).alias("name")).count()
    place = F.row_number().over(Window.partitionBy("target").orderBy(F.desc("count"), "name"))
    return counts.withColumn("place", place).where(F.col("place") <= MAX_UNKNOWN_NAMES).collect()


def _rows_by_file(classified: DataFrame) -> Dict[str, int]:
    # Spark writes the path as a URL.
    return {unquote(row.raw_file): row["count"] for row in classified.groupBy("raw_file").count().collect()}


def _days(groups: Sequence[Row]) -> Dict[str, Set[date]]:
    days: Dict[str, Set[date]] = defaultdict(set)
    for group in groups:
        if group.reason != ERASED:
            days[group.target].add(group.day)
    return days


def _most(groups: Sequence[Row]) -> Dict[str, int]:
    """Rows of each table, those that it has already among them."""
    most: Dict[str, int] = defaultdict(int)
    for group in groups:
        most[group.target] += group.distinct
    return most


def _store(
    targets: Dict[str, Target],
    classified: DataFrame,
    days: Dict[str, Set[date]],
    most: Dict[str, int],
    arguments: Arguments,
) -> Tuple[Dict[str, int], Dict[str, int], Dict[str, str]]:
    """Stores what is new in each table; the number of new rows, of older ones that were filled, and, of a table that
    failed, why.

    Raises what another run may not meet again, once all tables were tried.
    """
    changes = for_each_table(lambda target: target.table.changed_types(target.schema), targets, arguments.threads)
    failed = {name: _changed(sentences) for name, sentences in changes.items() if sentences}
    whole = {name: target for name, target in targets.items() if name not in failed}

    def store(target: Target) -> Tuple[int, int]:
        name = target.table.name
        rows = classified.where((F.col("target") == name) & _stored_row())
        filled = fill_known(target)
        inserted = _insert(target, rows, days, most)
        return inserted, filled + (fill_nulls(target, rows, sorted(days[name])) if arguments.reprocess else 0)

    stored, errors = try_each_table(store, whole, arguments.threads)
    for name, error in errors.items():
        if is_elsewhere(error):
            raise error
        failed[name] = f"table {name}: {type(error).__name__}: {str(error).splitlines()[0][:500]}"
    inserted = {name: rows for name, (rows, _) in stored.items()}
    return inserted, {name: rows for name, (_, rows) in stored.items() if rows}, failed


def _changed(sentences: Sequence[str]) -> str:
    return (
        f"{'; '.join(sentences)}. A stored column keeps its type: restore the contract, or give the field with the new "
        "type a new name."
    )


def _insert(target: Target, rows: DataFrame, days: Dict[str, Set[date]], most: Dict[str, int]) -> int:
    properties = {FILLED_FOR: fields_digest(target.contract)} if target.contract else {}
    target.table.create(target.schema, target.statistics, properties)
    return target.table.insert_new(target.shape(rows), sorted(days[target.table.name]), most[target.table.name])


def _set_aside(classified: DataFrame, failed: Dict[str, str]) -> DataFrame:
    """The good rows of tables that failed, as rows of quarantine: they wait there until their table is mended."""
    details = F.create_map(*(F.lit(text) for pair in failed.items() for text in pair))
    return classified.where(F.col("target").isin(*failed) & _stored_row()).withColumns(
        {
            "reason": F.lit(TABLE_FAILED),
            "detail": F.element_at(details, F.col("target")),
            "key": F.col("row_id"),
            "day": arrived_date(),
        }
    )


def _release(spark: SparkSession, lake: str, stored: DataFrame, files: Sequence[str]) -> int:
    """Takes out of quarantine the rows that are stored by now, and the files that could be read."""
    quarantine = quarantine_table(spark, lake)
    if not quarantine.exists():
        return 0
    held = quarantine.rows()
    names = spark.createDataFrame([(file,) for file in files], "raw_file string")
    rows = held.join(stored.select("row_id"), "row_id", "left_semi").select("row_id")
    read = held.where(F.col("reason") == UNREADABLE_FILE).join(names, "raw_file", "left_semi").select("row_id")
    found = [row.row_id for row in rows.unionByName(read).distinct().collect()]
    if not found:
        return 0
    return quarantine.delete_matching(
        spark.createDataFrame([(row_id,) for row_id in found], "row_id string"), ["row_id"]
    )


def _move_contracted(spark: SparkSession, lake: str, stored: DataFrame) -> int:
    """Takes out of `uncontracted_event` what is stored in a table of its own by now."""
    uncontracted = event_table(spark, lake, UNCONTRACTED_TABLE)
    if not uncontracted.exists():
        return 0
    named = stored.where(F.col("target") != UNCONTRACTED_TABLE).select(
        "event_uuid", "event_name", F.col("day").alias("created_date")
    )
    held = uncontracted.rows().select(*named.columns).join(named, named.columns, "left_semi")
    found = [tuple(row) for row in held.collect()]
    if not found:
        return 0
    schema = "event_uuid string, event_name string, created_date date"
    return uncontracted.delete_matching(spark.createDataFrame(found, schema), named.columns)


def _count(
    report: CurationReport, groups: Sequence[Row], inserted: Dict[str, int], failed: Dict[str, str]
) -> None:
    distinct: Dict[str, int] = defaultdict(int)
    for group in groups:
        report.rows_read += group.rows if group.reason != UNREADABLE_FILE else 0
        if group.reason == ERASED:
            report.erased += group.rows
        elif group.target == QUARANTINE_TABLE:
            add_count(report.quarantined, group.reason, group.rows)
        elif group.target in failed:
            add_count(report.quarantined, TABLE_FAILED, group.rows)
        else:
            distinct[group.target] += group.distinct
            report.duplicates_in_run += group.rows - group.distinct
            report.late += group.late
            report.same_id_other_date += group.other_date
    report.new_in_quarantine += inserted.get(QUARANTINE_TABLE, 0)
    report.failed_tables.update(failed)
    for table, count in distinct.items():
        add_count(report.stored, table, inserted[table])
        report.already_stored += count - inserted[table]
