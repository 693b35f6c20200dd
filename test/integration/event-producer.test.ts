import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { type LocalCloud, startLocalCloud } from "@event-lake/local-cloud";
import { EventProducer } from "../../lambda-src/producers";
import { poll } from "../../tools/poll";

const MINUTES = 60_000;
const place = { accountId: "111111111111", region: "eu-central-1" };
const StreamName = "events";
/** A shard takes 1,000 a second. */
const COUNT = 2_500;

let folder: string;
let cloud: LocalCloud;
let kinesis: Kinesis;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-producer-"));
  cloud = await startLocalCloud({ ...place, folder });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  kinesis = new Kinesis({ endpoint: cloud.endpoint, region: place.region, credentials });
  await kinesis.createStream({ StreamName, ShardCount: 1 });
}, 5 * MINUTES);
afterAll(async () => {
  kinesis.destroy();
  await cloud.stop();
  rmSync(folder, { recursive: true });
}, MINUTES);

async function idsInStream(): Promise<string[]> {
  const { Shards = [] } = await kinesis.listShards({ StreamName });
  const ids: string[] = [];
  for (const { ShardId } of Shards) {
    let { ShardIterator } = await kinesis.getShardIterator({
      StreamName,
      ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    });
    for (let behind = 1; behind > 0 && ShardIterator !== undefined;) {
      const read = await kinesis.getRecords({ ShardIterator });
      for (const { PartitionKey = "" } of read.Records ?? []) ids.push(PartitionKey);
      [ShardIterator, behind] = [read.NextShardIterator, read.MillisBehindLatest ?? 0];
    }
  }
  return ids;
}

test(
  "a shard that takes a part of each call gets every event once",
  async () => {
    const { StreamDescriptionSummary: stream } = await poll(
      async () => {
        const described = await kinesis.describeStreamSummary({ StreamName });
        return described.StreamDescriptionSummary?.StreamStatus === "ACTIVE" ? described : undefined;
      },
      { what: "The stream", deadlineMilliseconds: MINUTES },
    );
    const producer = new EventProducer({ kinesis, streamArn: stream?.StreamARN ?? "" });
    const events = Array.from({ length: COUNT }, (_, index) => ({
      event_uuid: `id-${index}`,
      event_name: "heartbeat",
      created_at: Date.now() / 1000,
    }));

    const { sent, notSent } = await producer.send(events);

    expect([sent, notSent]).toEqual([COUNT, []]);
    const ids = await idsInStream();
    expect(ids).toHaveLength(COUNT);
    expect(new Set(ids).size).toBe(COUNT);
    expect(JSON.stringify(cloud.throttled())).toMatch(/[1-9]/);
  },
  5 * MINUTES,
);
