"""One Spark session for all tests of a run, and a lake per test."""

import sys
from pathlib import Path
from typing import Iterator

import pytest
from pyspark.sql import SparkSession

SOURCE = Path(__file__).parent.parent
sys.path.insert(0, str(SOURCE))

from curation.session import open_session  # noqa: E402
from tests.events import NOW  # noqa: E402
from tests.lake import Lake  # noqa: E402


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = open_session(shuffle_partitions=2, snapshot_partitions=2)
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Its jobs run when its events arrive."""
    monkeypatch.setattr("curation.curate_command.time", lambda: NOW)
    return Lake(spark, tmp_path)
