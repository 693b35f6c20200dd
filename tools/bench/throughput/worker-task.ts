import type { BucketGeometry } from "../../../lambda-src/interface";
import type { StoreKind } from "../stores/store-kind";

/** What a worker is told, as JSON in its first argument. */
export interface WorkerTask {
  readonly kind: StoreKind;
  readonly table: string;
  readonly geometry: BucketGeometry;
  readonly windowSeconds: number;
  /** Files with a batch each, a JSON array of Kinesis records: first those that warm up, then those that are measured. */
  readonly warmUpFiles: readonly string[];
  readonly measuredFiles: readonly string[];
}

/** What a worker prints, as JSON. */
export interface WorkerResult {
  readonly events: number;
  /** Processor time of all threads, user and system. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Resident set size at its largest, from the start of the process. */
  readonly peakBytes: number;
}
