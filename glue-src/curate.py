"""Entry script of the Glue job: `python curate.py --command curate|maintain|erase ...` (`--help` lists the arguments)."""

import sys

from curation.main import main

if __name__ == "__main__":
    exit_code = main(sys.argv[1:])
    # Glue takes any SystemExit for a failure, 0 included.
    if exit_code != 0:
        sys.exit(exit_code)
