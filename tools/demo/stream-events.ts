import type { Environment } from "../../environments/schema";
import { loadEventContracts } from "../../events/event-contracts";
import type { LocalCloud } from "../../local-cloud/local-cloud";
import { recordsPutAgain } from "./chaos-account";
import { sendEvents } from "./event-sender";
import { expectLake, type ExpectedLake } from "./expected-lake";
import type { LakeClients } from "./lake-clients";
import { lakeNames } from "./lake-names";
import { waitForOpenPath } from "./open-path";
import { poll } from "./poll";
import type { SampleRecord } from "./sample-events";
import type { StageLog } from "./stage-log";

const DRAIN_DEADLINE_MILLISECONDS = 300_000;

/** Under fire the sender is ahead of the function by so many events at most: events flow while things go wrong. */
const AHEAD = { least: 1_000, share: 0.1 };

export interface Streaming {
  readonly environment: Environment;
  readonly records: readonly SampleRecord[];
  readonly cloud: LocalCloud;
  readonly clients: LakeClients;
  readonly log: StageLog;
  readonly signal: AbortSignal;
}

/** Sends the events as soon as they can flow, and waits until none is on its way any more. */
export async function streamEvents(streaming: Streaming): Promise<ExpectedLake> {
  const { environment, records, cloud, clients, log, signal } = streaming;
  const names = lakeNames(environment);
  await waitForOpenPath(clients, names, signal);
  const sentAt = Date.now();
  await log.stage("send", (progress) =>
    sendEvents(clients.kinesis, names.stream, records, async (sent) => {
      progress(`${sent} of ${records.length} events`);
      if (cloud.faultReport()) await letFlow(streaming, sent);
    }),
  );
  const sentUntil = Date.now();
  await log.stage("drain", async (progress) => {
    await poll(
      () => {
        // Under fire a record may be on the stream twice, and a fault may still be at work.
        const { recordsTaken: sent = records.length, striking = 0 } = cloud.faultReport() ?? {};
        progress(`${finishedRecords(cloud)} of ${sent} records processed`);
        return Promise.resolve(finishedRecords(cloud) >= sent && striking === 0 ? true : undefined);
      },
      { what: `${records.length} processed records`, deadlineMilliseconds: DRAIN_DEADLINE_MILLISECONDS, signal },
    );
    progress(`the delivery stream's buffers, without their ${environment.delivery.bufferSeconds} s`);
    await cloud.firehose.flush();
  });
  return expectLake({
    records: [...records, ...recordsPutAgain(cloud.faultReport())],
    sentAt,
    sentUntil,
    windowSeconds: environment.deduplication.windowDays * 86_400,
    contracts: loadEventContracts(),
  });
}

async function letFlow({ records, cloud, signal }: Streaming, sent: number): Promise<void> {
  const ahead = Math.max(AHEAD.least, records.length * AHEAD.share);
  await poll(() => Promise.resolve(finishedRecords(cloud) >= sent - ahead ? true : undefined), {
    what: `${sent - ahead} processed records`,
    deadlineMilliseconds: DRAIN_DEADLINE_MILLISECONDS,
    intervalMilliseconds: 50,
    signal,
  });
}

function finishedRecords(cloud: LocalCloud): number {
  return cloud.poller.statistics().reduce((sum, shard) => sum + shard.recordsFinished, 0);
}
