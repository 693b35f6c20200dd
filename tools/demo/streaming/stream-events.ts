import { DescribeDeliveryStreamCommand, type FirehoseClient } from "@aws-sdk/client-firehose";
import { type LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { loadEventContracts } from "../../../events/event-contracts";
import { batchSettings } from "../../../modules/deduplicator/batch-settings";
import { streamShards } from "../../../modules/event-stream/stream-shards";
import { recordsPutAgain } from "./faults";
import { sendEvents } from "./event-sender";
import { type ExpectedLake, expectLake } from "../expectation/expected-lake";
import { producerOf } from "./producer-role";
import { type DemoRun, lakeClients } from "../reading/lake-access";
import { lakeNames } from "../../lake-names";
import { poll } from "../../poll";
import { QueueCollector, type QueueMessage } from "../reading/queue-messages";
import type { SampleRecord } from "../sample/sample-events";

/** Terraform tries for minutes what AWS refuses at first; its own error says more than that nothing came. */
const DEPLOY_DEADLINE_MILLISECONDS = 900_000;
/** Without one more record: Lambda waits a minute at most before it tries a failed batch again. */
const STALLED_MILLISECONDS = 240_000;

/**
 * With injected faults the sender is ahead of the function by so many events at most: events flow while things go wrong.
 * Enough of them wait to fill the batches of all shards, so that a delivery has as many records as it has under load.
 */
const AHEAD = { least: 1_000, share: 0.1, batches: 6 };

export interface Streaming extends DemoRun {
  readonly records: readonly SampleRecord[];
}

/** What was sent, and the messages of the duplicates and quarantine queues; in the in-lake mode there are none. */
export interface Streamed {
  readonly expected: ExpectedLake;
  readonly duplicatesMessages: readonly QueueMessage[];
  readonly quarantineMessages: readonly QueueMessage[];
}

/** Sends the events as soon as they can flow, and waits until all are processed. */
export async function streamEvents(streaming: Streaming): Promise<Streamed> {
  const { environment, records, cloud, log } = streaming;
  const names = lakeNames(environment);
  const inFlight = environment.processing === "in-flight";
  await waitUntilEventsCanFlow(streaming);
  // Past the gateway: a message whose ReceiveMessage is cut off would be out of sight for minutes.
  const { sqs, s3 } = lakeClients(cloud.emulatorEndpoint, environment.region);
  const collect = (queue: string) => (inFlight ? new QueueCollector(sqs, s3, queue) : undefined);
  const duplicates = collect(names.duplicatesQueue);
  const quarantine = collect(names.quarantineQueue);
  try {
    const sentAt = Date.now();
    await log.stage("send", (progress) => send(streaming, names.stream, progress));
    const sentUntil = Date.now();
    await log.stage("drain", (progress) => drain(streaming, progress));
    const sent = {
      records: [...records, ...recordsPutAgain(cloud.faultReport(), records)],
      sentAt,
      sentUntil,
      contracts: loadEventContracts(),
      inLake: !inFlight,
    };
    const expected = expectLake(sent);
    const [duplicatesMessages = [], quarantineMessages = []] = await Promise.all([
      duplicates?.stop(),
      quarantine?.stop(),
    ]);
    return { expected, duplicatesMessages, quarantineMessages };
  } catch (error) {
    await Promise.all([duplicates?.giveUp(), quarantine?.giveUp()]);
    throw error;
  }
}

type Progress = (text: string) => void;

async function send(streaming: Streaming, stream: string, progress: Progress): Promise<void> {
  const { environment, records, cloud, clients } = streaming;
  const { kinesis } = clients;
  const producer = await producerOf({ ...environment, endpoint: cloud.endpoint, kinesis, streamName: stream });
  try {
    await sendEvents(producer, stream, records, async (sent) => {
      progress(`${sent} of ${records.length} events`);
      if (cloud.faultReport()) await letFlow(streaming, sent);
    });
  } finally {
    producer.destroy();
  }
}

async function drain({ environment, records, cloud, signal }: Streaming, progress: Progress): Promise<void> {
  await poll(
    () => {
      throwOnRefusedCall(cloud);
      // With injected faults a record may be on the stream twice, and a fault may still be at work.
      const { recordsTaken: sent = records.length, striking = 0 } = cloud.faultReport() ?? {};
      progress(`${finishedRecords(cloud, environment)} of ${sent} records processed`);
      return Promise.resolve(finishedRecords(cloud, environment) >= sent && striking === 0 ? true : undefined);
    },
    {
      what: "Processed records",
      deadlineMilliseconds: STALLED_MILLISECONDS,
      progress: () => finishedRecords(cloud, environment),
      state: () => unfinishedShards(cloud),
      signal,
    },
  );
  progress(`the delivery stream's buffers, without their ${environment.delivery.bufferSeconds} s`);
  let flushed = false;
  await Promise.race([
    cloud.firehose.flush().then(() => {
      flushed = true;
    }),
    // What may not be written is tried again for ever.
    poll(
      () => {
        if (!flushed) throwOnRefusedCall(cloud);
        return Promise.resolve(flushed ? true : undefined);
      },
      { what: "Flushed buffers", deadlineMilliseconds: STALLED_MILLISECONDS, signal },
    ),
  ]);
}

async function letFlow({ environment, records, cloud, signal }: Streaming, sent: number): Promise<void> {
  const batch = batchSettings(environment.traffic, streamShards(environment.stream.mode, environment.traffic)).size;
  const ahead = Math.max(AHEAD.least, records.length * AHEAD.share, batch * AHEAD.batches);
  await poll(() => Promise.resolve(finishedRecords(cloud, environment) >= sent - ahead ? true : undefined), {
    what: `${sent - ahead} processed records`,
    deadlineMilliseconds: STALLED_MILLISECONDS,
    progress: () => finishedRecords(cloud, environment),
    state: () => unfinishedShards(cloud),
    intervalMilliseconds: 50,
    signal,
  });
}

/** A call that lacks a right is tried again until the record is too old: nobody needs to wait for that. */
function throwOnRefusedCall(cloud: DemoRun["cloud"]): void {
  const [first] = cloud.refusedCalls();
  if (first === undefined) return;
  throw new Error(`A call was refused for want of rights, as AWS would refuse it. Mend the role's policy.\n  ${first}`);
}

/** Where records wait, and what the function last failed with. */
function unfinishedShards(cloud: DemoRun["cloud"]): string {
  const shards = cloud.poller.statistics().filter(({ drained }) => !drained);
  return [
    ...shards.map(
      ({ shardId, recordsRead, recordsFinished, recordsInFlight, retries, lastFunctionError = "no function error" }) =>
        `  ${shardId}: ${recordsRead} read, ${recordsFinished} finished, ${recordsInFlight} in flight, ${retries} retries, ${lastFunctionError}`,
    ),
    ...(cloud.faultReport() ? [`  injected faults at work: ${String(cloud.faultReport()?.striking)}`] : []),
  ].join("\n");
}

/** Records that the function has processed, or that the delivery stream has read. */
function finishedRecords(cloud: DemoRun["cloud"], environment: DemoRun["environment"]): number {
  if (environment.processing === "in-flight") {
    return cloud.poller.statistics().reduce((sum, shard) => sum + shard.recordsFinished, 0);
  }
  const { landingDeliveryStream } = lakeNames(environment);
  return cloud.kinesisSources
    .statistics()
    .filter(({ deliveryStreamName }) => deliveryStreamName === landingDeliveryStream)
    .reduce((sum, { recordsRead }) => sum + recordsRead, 0);
}

/**
 * Waits until events can flow: the event source mapping is enabled and the delivery stream active. Terraform may still be
 * at work on what nobody needs for that, the slow lifecycle rules above all. Without the function, the delivery stream
 * reads the event stream itself, and skips what was sent before it is active.
 */
async function waitUntilEventsCanFlow({ environment, clients, signal }: Streaming): Promise<void> {
  const { lambda, firehose } = clients;
  const names = lakeNames(environment);
  const inFlight = environment.processing === "in-flight";
  await poll(
    async () => {
      const active = await isActive(firehose, inFlight ? names.deliveryStream : names.landingDeliveryStream);
      return active && (!inFlight || (await isMapped(lambda, names.function))) ? true : undefined;
    },
    {
      what: "A path for events",
      deadlineMilliseconds: DEPLOY_DEADLINE_MILLISECONDS,
      intervalMilliseconds: 500,
      signal,
    },
  );
}

async function isMapped(lambda: LambdaClient, name: string): Promise<boolean> {
  const { EventSourceMappings: mappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: name }),
  );
  return mappings.some(({ FunctionArn, State }) => State === "Enabled" && FunctionArn?.endsWith(`:${name}`));
}

async function isActive(firehose: FirehoseClient, name: string): Promise<boolean> {
  try {
    const answer = await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }));
    return answer.DeliveryStreamDescription?.DeliveryStreamStatus === "ACTIVE";
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return false;
    throw error;
  }
}
