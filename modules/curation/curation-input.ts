import type { LakePrefix } from "../lake-storage";

/** What the job can read, and the prefix that it finds it under. */
export const CURATION_INPUTS = {
  /** Parquet of the deduplicator. */
  "raw-parquet": "raw",
  /** JSON lines as the producers sent them. */
  "landing-json": "landing",
} as const satisfies Readonly<Record<string, LakePrefix>>;

export type CurationInput = keyof typeof CURATION_INPUTS;
