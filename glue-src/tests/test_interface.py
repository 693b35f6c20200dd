"""What the job and the rest of the lake must agree on: test/lambda-src/interface.test.ts checks the other side."""

import json
from pathlib import Path

from curation import interface
from curation.column_types import SCALARS

FILE = Path(__file__).parents[2] / "test" / "fixtures" / "shared-constants.json"


def test_the_job_has_the_names_and_limits_that_the_rest_of_the_lake_has() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == {
        "rawColumns": [list(column) for column in interface.RAW_COLUMNS],
        "envelopeFields": list(interface.ENVELOPE_FIELDS),
        "uncontractedTable": interface.UNCONTRACTED_TABLE,
        "rejectedTable": interface.REJECTED_TABLE,
        "quarantineTable": interface.QUARANTINE_TABLE,
        "unknownFieldsColumn": interface.UNKNOWN_FIELDS_COLUMN,
        "curatedFileTable": interface.CURATED_FILE_TABLE,
        "maxClockSkewSeconds": interface.MAX_CLOCK_SKEW_SECONDS,
        "maxFieldLength": interface.MAX_FIELD_LENGTH,
        "maxNesting": interface.MAX_NESTING,
        "contractsVersion": interface.CONTRACTS_VERSION,
        "inputs": list(interface.INPUTS),
        "scalarTypes": sorted(SCALARS),
    }
