"""Runs a command and prints its report, one line of JSON, as the last line of standard output.

Delta prints a line of its own there when it deletes files; everything else goes to standard error.
"""

import sys
from typing import Sequence

from curation.arguments import parse_arguments
from curation.contracts import ContractsError
from curation.curate_command import FailedTablesError, curate
from curation.erase_command import erase
from curation.maintain_command import maintain
from curation.session import open_session


def main(argv: Sequence[str]) -> int:
    """Exit codes: 0 done; 2 wrong arguments; 3 the contracts stop the run, nothing was written; 4 all is done but tables
    that the report names, whose rows wait in quarantine. Other failures raise.
    """
    arguments = parse_arguments(argv)
    spark = open_session(arguments.shuffle_partitions, arguments.snapshot_partitions)
    commands = {"curate": curate, "maintain": maintain, "erase": erase}
    try:
        print(commands[arguments.command](spark, arguments), flush=True)
    except ContractsError as stop:
        print(f"{type(stop).__name__}: {stop}", file=sys.stderr, flush=True)
        return 3
    except FailedTablesError as failed:
        print(failed.report, flush=True)
        print(f"{type(failed).__name__}: {failed}", file=sys.stderr, flush=True)
        return 4
    return 0
