import { decodeEntries } from "../../../../lambda-src/deduplicate/index/log-entry";
import type { Segment, SegmentLog } from "../../../../lambda-src/deduplicate/index/segment-log";

/** Logs in memory. */
export class MemorySegmentLog implements SegmentLog {
  readonly buckets = new Map<string, Map<number, Segment>>();

  append(bucket: string, segment: Segment): Promise<"appended" | "taken"> {
    return Promise.resolve(this.add(bucket, segment));
  }

  read(bucket: string, fromNumber: number): Promise<Segment[]> {
    return Promise.resolve(this.from(bucket, fromNumber));
  }

  add(bucket: string, segment: Segment): "appended" | "taken" {
    const segments = this.buckets.get(bucket) ?? new Map<number, Segment>();
    this.buckets.set(bucket, segments);
    if (segments.has(segment.number)) return "taken";
    segments.set(segment.number, segment);
    return "appended";
  }

  from(bucket: string, fromNumber: number): Segment[] {
    const segments = [...(this.buckets.get(bucket)?.values() ?? [])];
    return segments.filter(({ number }) => number >= fromNumber).sort((a, b) => a.number - b.number);
  }

  /** Ids of every entry, with their bucket. An id that was claimed once is in it once. */
  ids(): string[] {
    return [...this.buckets].flatMap(([bucket, segments]) =>
      [...segments.values()].flatMap(({ bytes }) => decodeEntries(bytes).map(({ id }) => `${bucket} ${id}`)),
    );
  }
}
