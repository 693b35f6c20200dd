import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { PutObjectCommand, PutObjectCommandOutput } from "@aws-sdk/client-s3";
import type { KinesisStreamEvent } from "aws-lambda";
import { KinesisPoller, type PollerClients } from "../../src/kinesis-poller/kinesis-poller";
import type { InvocationRecord } from "../../src/kinesis-poller/on-failure-destination";
import type { ShardStatistics } from "../../src/kinesis-poller/shard-progress";
import type { InvocationResult } from "../../src/lambda/execution-environment";
import { FakeStream } from "./fake-stream";
import { ManualClock } from "../manual-clock";

export const MAPPING: EventSourceMappingConfiguration = {
  UUID: "a1b2c3d4-0000-4000-8000-000000000001",
  EventSourceArn: "arn:aws:kinesis:eu-central-1:123456789012:stream/events",
  FunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:deduplicator",
  State: "Enabled",
  StartingPosition: "TRIM_HORIZON",
};

export const SUCCESS: InvocationResult = { kind: "success", payload: null };
export const FUNCTION_ERROR: InvocationResult = { kind: "function-error", errorType: "Error", errorMessage: "boom" };

/** A function that reports the given records as failed. */
export function failedItems(...sequenceNumbers: string[]): InvocationResult {
  return {
    kind: "success",
    payload: { batchItemFailures: sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier })) },
  };
}

/** One call of the function. */
export interface Invocation {
  readonly at: number;
  readonly event: KinesisStreamEvent;
  /** The records' data as text. */
  readonly data: readonly string[];
}

/** A poller on a manual clock with a stream, a function and a bucket that a test controls. */
export class PollerBench {
  readonly clock = new ManualClock();
  readonly stream: FakeStream;
  readonly invocations: Invocation[] = [];
  readonly objects: { readonly bucket: string; readonly key: string; readonly record: InvocationRecord }[] = [];
  readonly errors: Error[] = [];
  /** What the deployed mappings are; the poller sees a change within a second. */
  mappings: EventSourceMappingConfiguration[];
  /** What the function does. May throw: the invocation cannot start then. */
  respond: (invocation: Invocation) => InvocationResult | Promise<InvocationResult> = () => SUCCESS;
  bucketError: Error | undefined;
  /** Other ones once the function has another role. */
  clients: PollerClients;
  readonly poller: KinesisPoller;

  constructor(mapping: Partial<EventSourceMappingConfiguration> = {}, shardCount = 1) {
    this.mappings = [{ ...MAPPING, ...mapping }];
    this.stream = new FakeStream(this.clock, shardCount);
    this.clients = { kinesis: this.stream, s3: { send: (command) => this.putObject(command) } };
    this.poller = new KinesisPoller({
      mappings: { list: () => Promise.resolve(this.mappings) },
      clientsOf: () => Promise.resolve(this.clients),
      lambda: { invoke: (_functionName, event) => this.invoke(event) },
      clock: this.clock,
      region: "eu-central-1",
      onError: (error) => this.errors.push(error),
    });
  }

  /** Changes the one mapping that the bench starts with. */
  change(changes: Partial<EventSourceMappingConfiguration>): void {
    this.mappings = this.mappings.map((mapping) => ({ ...mapping, ...changes }));
  }

  /** Data of every invocation. */
  batches(): (readonly string[])[] {
    return this.invocations.map(({ data }) => data);
  }

  /** Figures of one shard, the first one by default. */
  shard(shardId = "shardId-000000000000"): ShardStatistics {
    const found = this.poller.statistics().find((statistics) => statistics.shardId === shardId);
    if (found === undefined) throw new Error(`The poller knows no ${shardId}`);
    return found;
  }

  private async invoke(event: unknown): Promise<InvocationResult> {
    const kinesisEvent = event as KinesisStreamEvent;
    const data = kinesisEvent.Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
    const invocation = { at: this.clock.now(), event: kinesisEvent, data };
    this.invocations.push(invocation);
    return this.respond(invocation);
  }

  private putObject({ input }: PutObjectCommand): Promise<PutObjectCommandOutput> {
    if (this.bucketError !== undefined) return Promise.reject(this.bucketError);
    if (typeof input.Body !== "string") throw new Error("An invocation record is written as text");
    const record = JSON.parse(input.Body) as InvocationRecord;
    this.objects.push({ bucket: input.Bucket ?? "", key: input.Key ?? "", record });
    return Promise.resolve({ $metadata: {} });
  }
}

/** The records that an object in the bucket holds. */
export function dataOf(record: InvocationRecord): string[] {
  const { Records } = JSON.parse(record.payload) as KinesisStreamEvent;
  return Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
}
