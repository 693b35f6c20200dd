import type { Clock } from "../clock";
import { takeFromAll, Throughput } from "./throughput";

const MEBIBYTE = 1024 * 1024;
const LARGE_REGIONS = new Set(["us-east-1", "us-west-2", "eu-west-1"]);

/** What Firehose takes by Direct PUT in a second, for each delivery stream. */
export interface DirectPutQuota {
  readonly mebibytes: number;
  readonly requests: number;
  readonly records: number;
}

/**
 * The quota of a region, or one that AWS has raised: the three scale together.
 *
 * @param mebibytes MiB a second, more than 0. @default - 5 in us-east-1, us-west-2 and eu-west-1, 1 elsewhere
 * @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export function directPutQuota(region: string, mebibytes = LARGE_REGIONS.has(region) ? 5 : 1): DirectPutQuota {
  return LARGE_REGIONS.has(region)
    ? { mebibytes, requests: 400 * mebibytes, records: 100_000 * mebibytes }
    : { mebibytes, requests: 1000 * mebibytes, records: 100_000 * mebibytes };
}

interface StreamThroughput {
  readonly bytes: Throughput;
  readonly requests: Throughput;
  readonly records: Throughput;
}

/** Decides what each delivery stream takes now. */
export class DirectPutQuotas {
  private readonly streams = new Map<string, StreamThroughput>();
  /** Records that were refused, those of refused calls among them. */
  refused = 0;

  constructor(
    private readonly quota: DirectPutQuota,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /** @returns whether each record of a call is taken; undefined when there are too many calls */
  admit(deliveryStream: string, records: readonly Uint8Array[]): readonly boolean[] | undefined {
    const stream = this.streamOf(deliveryStream);
    if (!takeFromAll([[stream.requests, 1]])) {
      this.refused += records.length;
      return undefined;
    }
    return records.map(({ byteLength }) => {
      const isTaken = takeFromAll([
        [stream.bytes, byteLength],
        [stream.records, 1],
      ]);
      if (!isTaken) this.refused += 1;
      return isTaken;
    });
  }

  private streamOf(name: string): StreamThroughput {
    const { quota, clock } = this;
    const stream = this.streams.get(name) ?? {
      bytes: new Throughput(quota.mebibytes * MEBIBYTE, clock),
      requests: new Throughput(quota.requests, clock),
      records: new Throughput(quota.records, clock),
    };
    this.streams.set(name, stream);
    return stream;
  }
}
