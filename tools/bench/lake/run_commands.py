"""Runs commands of the curation job in one Spark session: python run_commands.py '<JSON>'.

The JSON: `commands`, each the arguments of one command; `at_a_time`, how many of them run at once; and `now`, Unix seconds
at which they are to run, or null. Prints one line of JSON: seconds from the open session to the end of the last command;
the reports in the order of the commands; `heap`, MiB that Java has in use in the midst of the last `curate`, after a
collection, which does not count for its time; and `python`, the most MiB that Python had resident.
"""

import json
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from curation import curate_command
from curation.arguments import parse_arguments
from curation.curate_command import curate
from curation.maintain_command import maintain
from curation.session import open_session

task = json.loads(sys.argv[1])
commands = [parse_arguments(command) for command in task["commands"]]
spark = open_session(commands[0].shuffle_partitions, commands[0].snapshot_partitions)
spark.sparkContext.setLogLevel("ERROR")
RUN = {"curate": curate, "maintain": maintain}
curate_batch = curate_command.curate_batch
heap, measuring = 0.0, 0.0


def measured_batch(*arguments):
    """The first thing after the new files are known."""
    global heap, measuring
    started = time.monotonic()
    runtime = spark._jvm.java.lang.Runtime.getRuntime()
    spark._jvm.java.lang.System.gc()
    heap = (runtime.totalMemory() - runtime.freeMemory()) / 2**20
    measuring += time.monotonic() - started
    return curate_batch(*arguments)


if task["now"] is not None:
    curate_command.curate_batch = measured_batch
    curate_command.time = lambda: task["now"]
started = time.monotonic()
with ThreadPoolExecutor(max_workers=task["at_a_time"]) as pool:
    reports = list(pool.map(lambda arguments: json.loads(RUN[arguments.command](spark, arguments)), commands))
seconds = time.monotonic() - started - measuring
python = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
print(json.dumps({"seconds": seconds, "reports": reports, "heap": heap, "python": python}))
