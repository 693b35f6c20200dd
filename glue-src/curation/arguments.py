"""Arguments of the job. Glue adds its own, so an argument that is not known is ignored."""

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Optional, Sequence

from curation.interface import INPUTS

COMMANDS = ("curate", "maintain", "erase")

REQUIRED = {
    "curate": ("raw", "lake", "contracts"),
    "maintain": ("lake", "time_travel_days"),
    "erase": ("lake", "contracts", "subject_field", "subject"),
}


@dataclass(frozen=True)
class Arguments:
    """Arguments of one run; prefixes end without a slash."""

    command: str
    lake: str
    raw: Optional[str]
    contracts: Optional[str]
    input: str
    dedup_window_days: int
    stream_retention_hours: int
    since: Optional[float]
    reprocess: Optional[str]
    time_travel_days: Optional[int]
    subject_field: Optional[str]
    subject: Optional[str]
    remember_subject: bool
    threads: int
    shuffle_partitions: Optional[int]
    snapshot_partitions: int
    max_files_per_batch: int


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Reads the command line; ends the process with exit code 2 and a sentence when an argument is missing or wrong."""
    parser = _parser()
    known, _ = parser.parse_known_args(argv)
    for name in REQUIRED[known.command]:
        if getattr(known, name) is None:
            parser.error(f"--command {known.command} needs --{name.replace('_', '-')}")
    values = vars(known)
    for name in ("raw", "lake", "reprocess"):
        if values[name] is not None:
            values[name] = values[name].rstrip("/")
    if values["stream_retention_hours"] is None:
        # A window shorter than the retention would take a replay of the stream for new events, and no environment has one.
        values["stream_retention_hours"] = 24 * known.dedup_window_days
    return Arguments(**values)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="curate.py",
        description="Curates raw files of events into Delta tables, each event once. Prints one line of JSON.",
        # An abbreviation would swallow an argument that Glue adds.
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--command", choices=COMMANDS, default="curate", help="what to do (default: curate)")
    add("--lake", help="prefix of the Delta tables: s3://..., s3a://..., file:///... or an absolute path")

    curate = parser.add_argument_group("curate")
    add = curate.add_argument
    add("--raw", help="prefix of the raw files, or of the landing files")
    add("--contracts", help="URL of the contracts document (also for erase)")
    add(
        "--input",
        choices=INPUTS,
        default="raw-parquet",
        help="raw-parquet: delivered by the deduplicator; landing-json: by Firehose straight from Kinesis, JSON lines, GZIP",
    )
    add(
        "--dedup-window-days",
        type=_positive,
        default=7,
        help="an event that arrived later than this after its creation is counted as late (default: 7)",
    )
    add(
        "--reprocess",
        metavar="PREFIX",
        help="curate every file below PREFIX again instead of the new ones, for example after a contract was corrected",
    )
    add("--threads", type=_positive, default=4, help="tables that are written at a time (default: 4)")
    add("--max-files-per-batch", type=_positive, default=10_000, help="files in one batch (default: 10000)")
    add(
        "--stream-retention-hours",
        type=_positive,
        help="how long the event stream keeps a record: the longest that one may wait to be delivered (default: the window)",
    )
    add(
        "--since",
        type=_time,
        metavar="TIME",
        help="for a lake without a ledger: files that were there at this time, 2026-11-20T10:00:00Z, are curated; without it, the run curates all that is kept",
    )

    maintain = parser.add_argument_group("maintain")
    maintain.add_argument(
        "--time-travel-days",
        type=_positive,
        help="days for which an older version of a table can be read; files that no version needs any more are deleted after them",
    )

    erase = parser.add_argument_group("erase")
    erase.add_argument("--subject-field", help='contract field that is marked "x-subject": true, for example user_uuid')
    erase.add_argument("--subject", help="value of that field: whose rows are deleted")
    erase.add_argument(
        "--remember-subject",
        type=_yes_or_no,
        default=True,
        metavar="yes|no",
        help="yes: no later run stores rows of the subject again, such as those of raw files that outlive the erasure (default); no: nothing of the subject is kept, for one that was made up",
    )

    spark = parser.add_argument_group("Spark")
    spark.add_argument("--shuffle-partitions", type=_positive, help="default: the cores of the job")
    spark.add_argument(
        "--snapshot-partitions",
        type=_positive,
        default=2,
        help="partitions in which Delta reads a table's log (default: 2)",
    )
    return parser


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise argparse.ArgumentTypeError(f"{text} is neither yes nor no")
    return text == "yes"


def _time(text: str) -> float:
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=time.tzinfo or UTC).timestamp()


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value
