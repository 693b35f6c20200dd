import type { DestinationSettings } from "./destination-settings";
import type { DeliveredObject } from "./delivered-objects";
import {
  type BufferedRecord,
  ErrorBuffer,
  type ErrorOutputType,
  PartitionBuffer,
  type RoutedRecord,
  UNPARTITIONED,
} from "./delivery-buffer";
import { bindPartitionKeys, evaluatePrefix, MAX_EVALUATED_PREFIX, partitionIdentity } from "./prefix";
import type { Clock } from "../clock";
import type { BufferDelivery } from "./buffer-delivery";

/** Partitions that may be active at a time: the default quota. */
export const MAX_ACTIVE_PARTITIONS = 500;
/** Objects that one delivery stream makes and puts at the same time. */
const CONCURRENT_DELIVERIES = 8;

/** What the buffers of a delivery stream need. */
export interface DeliveryBuffersContext {
  readonly clock: Clock;
  readonly delivery: BufferDelivery;
  /** Called before a buffer is delivered because its interval has passed. */
  readonly gather: () => Promise<void>;
  /** Called with every object once it is in S3. */
  readonly delivered: (object: DeliveredObject) => void;
  /** Runs what nobody waits for. */
  readonly inBackground: (task: Promise<void>) => void;
}

/**
 * The buffers of one delivery stream: one per active partition and one per kind of error, each delivered when its size
 * or its interval is reached, whichever comes first.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
 */
export class DeliveryBuffers {
  private readonly open = new Map<string, PartitionBuffer | ErrorBuffer>();
  private readonly deliveries = new Map<PartitionBuffer | ErrorBuffer, Promise<void>>();
  private readonly slots = new DeliverySlots(CONCURRENT_DELIVERIES);

  constructor(private readonly context: DeliveryBuffersContext) {}

  /** Buffers that are open, and those whose objects are not yet all in S3. */
  get undelivered(): (PartitionBuffer | ErrorBuffer)[] {
    return [...this.open.values(), ...this.deliveries.keys()];
  }

  /** Partitions with an undelivered buffer: one that is on its way counts until S3 has it. */
  activePartitions(): Set<string> {
    return new Set(this.undelivered.flatMap((buffer) => (buffer instanceof PartitionBuffer ? [buffer.partition] : [])));
  }

  /** Puts records into their buffers. */
  add(settings: DestinationSettings, records: readonly RoutedRecord[]): void {
    const active = this.activePartitions();
    for (const routed of records) {
      if ("keys" in routed) {
        this.addToPartition(settings, routed.record, routed.keys, active);
      } else {
        this.addError(settings, UNPARTITIONED, routed.record, routed.errorCode, routed.errorMessage);
      }
    }
  }

  /** Delivers every buffer now; resolves when their objects, and those that were on their way, are in S3. */
  async flush(): Promise<void> {
    for (const key of [...this.open.keys()]) {
      this.deliver(key);
    }
    await Promise.all(this.deliveries.values());
  }

  /** Ends the waits for the buffers' intervals. */
  dropTimers(): void {
    for (const { expiry } of this.open.values()) {
      expiry.abort();
    }
  }

  private addToPartition(
    settings: DestinationSettings,
    record: BufferedRecord,
    keys: ReadonlyMap<string, string>,
    active: Set<string>,
  ): void {
    const partition = partitionIdentity(settings.prefix, keys);
    const key = `${settings.versionId}\n${partition}`;
    const known = this.open.get(key);
    if (known instanceof PartitionBuffer) {
      known.add(record);
      this.deliverIfFull(key, known);
      return;
    }
    const prefix = bindPartitionKeys(settings.prefix, keys);
    const { length } = evaluatePrefix(prefix, { arrival: record.arrival, timeZone: settings.timeZone });
    if (length > MAX_EVALUATED_PREFIX) {
      const message = `The evaluated prefix has ${length} characters, ${MAX_EVALUATED_PREFIX} are allowed.`;
      this.addError(settings, UNPARTITIONED, record, "DynamicPartitioning.PrefixTooLong", message);
      return;
    }
    if (!active.has(partition) && active.size >= MAX_ACTIVE_PARTITIONS) {
      const message = `The delivery stream has ${active.size} active partitions, ${MAX_ACTIVE_PARTITIONS} are allowed.`;
      const code = "DynamicPartitioning.ActivePartitionExceeded";
      this.addError(settings, "activePartitionExceeded", record, code, message);
      return;
    }
    active.add(partition);
    const buffer = new PartitionBuffer(settings, partition, prefix);
    buffer.add(record);
    this.start(key, buffer);
  }

  private addError(
    settings: DestinationSettings,
    errorType: ErrorOutputType,
    { data, arrival }: BufferedRecord,
    errorCode: string,
    errorMessage: string,
  ): void {
    const failed = { data, arrival, failure: this.context.clock.now(), errorCode, errorMessage };
    const key = `${settings.versionId}\n!${errorType}`;
    const known = this.open.get(key);
    if (known instanceof ErrorBuffer) {
      known.add(failed);
      this.deliverIfFull(key, known);
      return;
    }
    const buffer = new ErrorBuffer(settings, errorType);
    buffer.add(failed);
    this.start(key, buffer);
  }

  private start(key: string, buffer: PartitionBuffer | ErrorBuffer): void {
    this.open.set(key, buffer);
    this.context.inBackground(this.deliverAfterInterval(key, buffer));
    this.deliverIfFull(key, buffer);
  }

  private async deliverAfterInterval(key: string, buffer: PartitionBuffer | ErrorBuffer): Promise<void> {
    const { clock, gather } = this.context;
    const due = buffer.oldestArrival + buffer.settings.bufferMilliseconds;
    await clock.sleep(Math.max(0, due - clock.now()), buffer.expiry.signal);
    if (buffer.expiry.signal.aborted) {
      return;
    }
    await gather();
    if (this.open.get(key) === buffer) {
      this.deliver(key);
    }
  }

  private deliverIfFull(key: string, buffer: PartitionBuffer | ErrorBuffer): void {
    if (buffer.isFull) {
      this.deliver(key);
    }
  }

  private deliver(key: string): void {
    const buffer = this.open.get(key);
    if (buffer === undefined) {
      return;
    }
    const { delivery, delivered, inBackground } = this.context;
    this.open.delete(key);
    buffer.expiry.abort();
    const done = this.slots
      .run(() => delivery.deliver(buffer, delivered))
      .then(() => {
        this.deliveries.delete(buffer);
      });
    this.deliveries.set(buffer, done);
    inBackground(done);
  }
}

/** Lets a bounded number of tasks run at the same time; the others wait their turn. */
export class DeliverySlots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Runs `task` once a slot is free. Rejects as `task` does. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.free === 0) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.free -= 1;
    }
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) {
        this.free += 1;
      } else {
        next();
      }
    }
  }
}
