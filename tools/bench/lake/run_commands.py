"""Runs commands of the curation job in one Spark session: python run_commands.py '<JSON>'.

The JSON: `commands`, each the arguments of one command, and `at_a_time`, how many of them run at once. Prints one line of
JSON: seconds from the open session to the end of the last command, and the reports in the order of the commands.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from curation.arguments import parse_arguments
from curation.curate_command import curate
from curation.maintain_command import maintain
from curation.session import open_session

task = json.loads(sys.argv[1])
commands = [parse_arguments(command) for command in task["commands"]]
spark = open_session(commands[0].shuffle_partitions, commands[0].snapshot_partitions)
spark.sparkContext.setLogLevel("ERROR")
RUN = {"curate": curate, "maintain": maintain}
started = time.monotonic()
with ThreadPoolExecutor(max_workers=task["at_a_time"]) as pool:
    reports = list(pool.map(lambda arguments: json.loads(RUN[arguments.command](spark, arguments)), commands))
print(json.dumps({"seconds": time.monotonic() - started, "reports": reports}))
