import type { Clock } from "../clock";
import type { InvocationResult } from "../lambda/execution-environment";
import { batchOutcome, newBatch, separateExpired, type RecordBatch } from "./batch-outcome";
import { type DiscardCondition, deliverInvocationRecord, type S3WritingClient } from "./on-failure-destination";
import { lambdaEvent, type ReadRecord, RecordQueue } from "./record-queue";
import type { MappingSettings } from "./mapping-settings";
import type { ShardProgress } from "./shard-progress";

/** Invokes functions; the Lambda runner fits. It throws when an invocation cannot even start. */
export interface FunctionInvoker {
  invoke(functionName: string, event: unknown): Promise<InvocationResult>;
}

/** What a lane and its shard's reader share. */
export interface ShardContext {
  readonly settings: MappingSettings;
  readonly progress: ShardProgress;
  readonly lambda: FunctionInvoker;
  readonly s3: S3WritingClient;
  readonly clock: Clock;
  /** Aborted when reading must stop: a running invocation is awaited, nothing new is started. */
  readonly signal: AbortSignal;
  readonly onError: (error: Error) => void;
}

/**
 * Sends the records of some partition keys of a shard, one batch at a time and in order. A batch that fails holds up all
 * later ones until it succeeds or is discarded.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html "It processes one batch of records at a time from each shard."
 */
export class PartitionLane {
  private readonly queue: RecordQueue;
  private readonly notice = new ChangeNotice();
  private closed = false;

  /** @param onFinished called whenever records ended. */
  constructor(
    private readonly context: ShardContext,
    private readonly onFinished: () => void,
  ) {
    this.queue = new RecordQueue(context.settings);
    context.signal.addEventListener(
      "abort",
      () => {
        this.notice.announce();
      },
      { once: true },
    );
  }

  /** Adds records to send, in reading order. */
  add(records: readonly ReadRecord[]): void {
    this.queue.add(records, this.context.clock.now());
    this.notice.announce();
  }

  /** No record will be added any more: {@link run} resolves when the last has ended. */
  close(): void {
    this.closed = true;
    this.notice.announce();
  }

  /** Sends batches until the lane is closed and empty, or the signal aborts. */
  async run(): Promise<void> {
    while (!this.context.signal.aborted) {
      const changed = this.notice.changed();
      const millisUntilDue = this.queue.millisUntilDue(this.context.clock.now());
      if (millisUntilDue === undefined) {
        if (this.closed) return;
        await changed;
      } else if (millisUntilDue > 0) {
        await this.sleepUnlessChanged(millisUntilDue, changed);
      } else {
        await this.finish(newBatch(this.queue.takeBatch()));
      }
    }
  }

  private async sleepUnlessChanged(millis: number, changed: Promise<void>): Promise<void> {
    const sleeping = new AbortController();
    await Promise.race([changed, this.context.clock.sleep(millis, sleeping.signal)]);
    sleeping.abort();
  }

  /** Sends a batch, and what is left of it after each failure, until every record of it has ended. */
  private async finish(whole: RecordBatch<ReadRecord>): Promise<void> {
    const { settings, progress, clock, signal } = this.context;
    const pending = [whole];
    let refusals = 0;
    for (let batch = pending.shift(); batch !== undefined; batch = pending.shift()) {
      const { live, expired } = separateExpired(batch, clock.now(), settings);
      if (expired !== undefined) await this.discard(expired, "RecordAgeExceeded");
      if (live === undefined) continue;

      const result = await this.invoke(live);
      if (result === undefined) {
        refusals += 1;
        pending.unshift(live);
        await clock.sleep(retryDelayMillis(refusals), signal);
      } else {
        refusals = 0;
        if (result.kind === "function-error")
          progress.lastFunctionError = `${result.errorType}: ${result.errorMessage}`;
        const outcome = batchOutcome(live, result, settings);
        this.ended(outcome.succeeded, "succeeded");
        if (outcome.discarded !== undefined) await this.discard(outcome.discarded, "RetryAttemptsExhausted");
        pending.unshift(...outcome.next);
        if (outcome.decision === "bisect") progress.counts.bisections += 1;
        if (outcome.decision === "retry") {
          progress.counts.retries += 1;
          await clock.sleep(retryDelayMillis(outcome.next[0]?.retries ?? 1), signal);
        }
      }
      if (signal.aborted) return;
    }
  }

  /** Undefined when the invocation could not start: that says nothing about the batch and uses up no retry. */
  private async invoke({ records }: RecordBatch<ReadRecord>): Promise<InvocationResult | undefined> {
    const { settings, progress, lambda, onError } = this.context;
    progress.counts.inFlight += records.length;
    try {
      return await lambda.invoke(settings.functionName, lambdaEvent(records));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onError(
        new Error(
          `Event source mapping ${settings.uuid}, ${progress.shardId}: ${settings.functionName} could not be invoked with ` +
            `${records.length} records and is tried again: ${reason}`,
          { cause: error },
        ),
      );
      return undefined;
    } finally {
      progress.counts.inFlight -= records.length;
    }
  }

  private async discard(batch: RecordBatch<ReadRecord>, condition: DiscardCondition): Promise<void> {
    const { settings, progress, s3, clock, onError } = this.context;
    const discarded = { settings, shardId: progress.shardId, batch, condition, discardedAt: clock.now() };
    try {
      await deliverInvocationRecord(discarded, s3);
    } catch (error) {
      progress.counts.failedDeliveries += 1;
      onError(error instanceof Error ? error : new Error(String(error)));
    }
    this.ended(batch.records, "discarded");
  }

  private ended(records: readonly ReadRecord[], how: "succeeded" | "discarded"): void {
    this.context.progress.recordsEnded(records, how);
    this.onFinished();
  }
}

/** Lets one loop sleep until another has something for it. */
export class ChangeNotice {
  private announceNext: () => void = () => undefined;
  private next = this.renewed();

  /** Resolves at the next {@link announce}. Take the promise before checking what you wait for. */
  changed(): Promise<void> {
    return this.next;
  }

  /** Wakes everyone who waits. */
  announce(): void {
    const wake = this.announceNext;
    this.next = this.renewed();
    wake();
  }

  private renewed(): Promise<void> {
    return new Promise((resolve) => {
      this.announceNext = resolve;
    });
  }
}

const FIRST_DELAY_MILLIS = 1000;
const LONGEST_DELAY_MILLIS = 60_000;

/**
 * Milliseconds to wait before a retry: 1 s, 2 s, 4 s and so on, never more than a minute. AWS says that it backs off
 * exponentially and does not publish the steps.
 *
 * @param attempt 1 for the first retry.
 */
export function retryDelayMillis(attempt: number): number {
  return Math.min(FIRST_DELAY_MILLIS * 2 ** (attempt - 1), LONGEST_DELAY_MILLIS);
}
