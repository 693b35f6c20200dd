import { readFileSync } from "node:fs";
import path from "node:path";
import type { ScalarType } from "../../events/column-type";
import {
  CONTRACTS_VERSION,
  CURATED_FILE_TABLE,
  ENVELOPE_FIELDS,
  MAX_CLOCK_SKEW_SECONDS,
  MAX_FIELD_LENGTH,
  MAX_NESTING,
  QUARANTINE_TABLE,
  RAW_COLUMNS,
  REJECTED_TABLE,
  UNCONTRACTED_TABLE,
  UNKNOWN_FIELDS_COLUMN,
} from "../../lambda-src/interface";
import type { CurationInput } from "../../modules/curation";

const INPUTS: Readonly<Record<CurationInput, true>> = { "raw-parquet": true, "landing-json": true };

const SCALAR_TYPES: Readonly<Record<ScalarType, true>> = {
  bigint: true,
  boolean: true,
  date: true,
  double: true,
  json: true,
  string: true,
  timestamp: true,
};

/** The other side, curation/interface.py, is compared with the same file by glue-src/tests/test_interface.py. */
test("the deduplicator, the contracts and the modules have the names and limits that the curation job has", () => {
  const file = path.join(__dirname, "..", "fixtures", "shared-constants.json");

  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    rawColumns: RAW_COLUMNS.map(({ name, type }) => [name, type]),
    envelopeFields: ENVELOPE_FIELDS,
    uncontractedTable: UNCONTRACTED_TABLE,
    rejectedTable: REJECTED_TABLE,
    quarantineTable: QUARANTINE_TABLE,
    unknownFieldsColumn: UNKNOWN_FIELDS_COLUMN,
    curatedFileTable: CURATED_FILE_TABLE,
    maxClockSkewSeconds: MAX_CLOCK_SKEW_SECONDS,
    maxFieldLength: MAX_FIELD_LENGTH,
    maxNesting: MAX_NESTING,
    contractsVersion: CONTRACTS_VERSION,
    inputs: Object.keys(INPUTS),
    scalarTypes: Object.keys(SCALAR_TYPES),
  });
});
