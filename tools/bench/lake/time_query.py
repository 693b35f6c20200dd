"""Times a query on a Delta table: python time_query.py '<JSON>'.

The JSON: `sql`, `warm_up` and `runs`. Each run plans and reads anew; results are collected. Prints one line of JSON: the
seconds of each run after the warm-up.
"""

import json
import sys
import time

from curation.session import open_session

task = json.loads(sys.argv[1])
spark = open_session(None, 2)
spark.sparkContext.setLogLevel("ERROR")


def seconds() -> float:
    started = time.monotonic()
    spark.sql(task["sql"]).collect()
    return time.monotonic() - started


for _ in range(task["warm_up"]):
    seconds()
print(json.dumps([seconds() for _ in range(task["runs"])]))
