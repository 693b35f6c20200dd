"""A run that is killed, and two runs at once: nothing is lost, nothing is there twice."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import List

from tests.conftest import SOURCE
from tests.events import DAY, LESSON, NOW, ORDER, event
from tests.lake import Lake

KILLS = int(os.environ.get("EVENT_LAKE_KILLS", "3"))
TABLES = ("lesson_started_event", "payment_order_completed_event", "uncontracted_event", "quarantine")


def write_events(lake: Lake, part: int) -> None:
    """Ten events for each of four tables, on two days; two of them are in every part."""
    events = []
    for number in [0, 1, *range(10 * part + 2, 10 * part + 10)]:
        at = NOW - 60 - (number % 2) * DAY
        events.append(event(f"l{number}", LESSON, at, user_uuid="u"))
        events.append(event(f"o{number}", ORDER, at, user_uuid="u", amount=1))
        events.append(event(f"n{number}", "new:thing", at, x=1))
        events.append(event(f"q{number}", LESSON, at, score="x"))
    lake.raw_file(f"{part}.parquet", events)


def expected_ids(letter: str, parts: int) -> List[str]:
    numbers = {0, 1, *(10 * part + number for part in range(parts) for number in range(2, 10))}
    return sorted(f"{letter}{number}" for number in numbers)


def start(lake: Lake, log: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(SOURCE / "curate.py"), *lake.arguments()]
    with log.open("ab") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)


def kill(run: "subprocess.Popen[bytes]") -> None:
    """Kills the job and its JVM, as a machine that is switched off does."""
    try:
        os.killpg(run.pid, 9)
    except ProcessLookupError:
        pass
    run.wait()


def assert_each_once(lake: Lake, parts: int) -> None:
    for table, letter in zip(TABLES, "lonq", strict=True):
        assert sorted(lake.ids(table)) == expected_ids(letter, parts), table


def test_a_run_that_is_killed_at_any_moment_is_finished_by_the_next(lake: Lake) -> None:
    seed = int(os.environ.get("EVENT_LAKE_SEED", str(random.randrange(2**32))))
    print(f"EVENT_LAKE_SEED={seed}")
    moments = random.Random(seed)
    write_events(lake, 0)
    lake.curate()
    for part in range(1, KILLS + 1):
        write_events(lake, part)
        # Not before the job has found the file: from there on it matters.
        log = lake.folder / f"killed-{part}.log"
        run = start(lake, log)
        deadline = time.monotonic() + 90
        while "1 new files" not in log.read_text() and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(moments.uniform(0, 8))
        kill(run)

        lake.spark._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()
        lake.curate()

        assert_each_once(lake, part + 1)


def test_a_second_run_at_the_same_time_does_no_harm(lake: Lake) -> None:
    write_events(lake, 0)
    log = lake.folder / "concurrent.log"
    runs = [start(lake, log), start(lake, log)]
    codes = [run.wait(timeout=120) for run in runs]

    lake.spark._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()
    lake.curate()

    assert_each_once(lake, 1)
    assert 0 in codes or "DELTA_" in log.read_text()
