import {
  CURATION_CONTRACTS_VERSION,
  type CurationContract,
  type CurationContracts,
} from "../../../events/curation-contracts";
import { eventTableName } from "../../../lambda-src/interface";

/** Type-specific fields that every sample event has: ids, texts of few values, numbers, a time. */
const FIELDS: CurationContract["fields"] = [
  { name: "user_uuid", type: "string", required: true },
  { name: "session_uuid", type: "string", required: true },
  { name: "lesson_id", type: "bigint", required: true },
  { name: "language", type: "string", required: true },
  { name: "platform", type: "string", required: true },
  { name: "app_version", type: "string", required: false },
  { name: "score", type: "double", required: true },
  { name: "duration_ms", type: "bigint", required: true },
  { name: "completed", type: "boolean", required: true },
  { name: "started_at", type: "timestamp", required: true },
];

/** Names of so many event types, each with a table of its own. */
export function sampleEventNames(types: number): readonly string[] {
  return Array.from({ length: types }, (_, index) => `lesson:step${String(index).padStart(3, "0")}:done`);
}

/** The contracts document of the curation job for these events. */
export function sampleContracts(eventNames: readonly string[]): CurationContracts {
  return {
    version: CURATION_CONTRACTS_VERSION,
    contracts: eventNames.map((name) => ({
      event_name: name,
      table: eventTableName(name),
      subject_fields: ["user_uuid"],
      fields: FIELDS,
    })),
  };
}
