"""Arguments of the job. Glue adds its own, so an argument that is not known is ignored."""

import argparse
from dataclasses import dataclass
from typing import Optional, Sequence

from curation.interface import INPUTS

COMMANDS = ("curate", "maintain", "erase")

REQUIRED = {
    "curate": ("raw", "lake", "checkpoint", "contracts"),
    "maintain": ("lake", "time_travel_days"),
    "erase": ("lake", "contracts", "subject_field", "subject"),
}


@dataclass(frozen=True)
class Arguments:
    """Arguments of one run; prefixes end without a slash."""

    command: str
    lake: str
    raw: Optional[str]
    checkpoint: Optional[str]
    contracts: Optional[str]
    input: str
    dedup_window_days: int
    reprocess: Optional[str]
    time_travel_days: Optional[int]
    subject_field: Optional[str]
    subject: Optional[str]
    remember_subject: bool
    threads: int
    shuffle_partitions: Optional[int]
    snapshot_partitions: int
    max_files_per_batch: int
    max_file_age_days: int


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """Reads the command line; ends the process with exit code 2 and a sentence when an argument is missing or wrong."""
    parser = _parser()
    known, _ = parser.parse_known_args(argv)
    for name in REQUIRED[known.command]:
        if getattr(known, name) is None:
            parser.error(f"--command {known.command} needs --{name.replace('_', '-')}")
    values = vars(known)
    for name in ("raw", "lake", "checkpoint", "reprocess"):
        if values[name] is not None:
            values[name] = values[name].rstrip("/")
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
    add("--checkpoint", help="prefix where the job remembers which files it has curated")
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
        "--max-file-age-days",
        type=_positive,
        default=3650,
        help="days for which a curated file is remembered; an older file that is new is skipped, so this must be longer than raw files are kept (default: 3650)",
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


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value
