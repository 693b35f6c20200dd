import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { NodeHttp2Handler } from "@smithy/node-http-handler";
import { REGION, shared } from "./cloud-under-test";

describe("an unmodified Kinesis client", () => {
  let kinesis: KinesisClient;

  beforeAll(() => {
    // No request handler is named: the client takes its own.
    kinesis = new KinesisClient({
      endpoint: shared.underTest.cloud.endpoint,
      region: REGION,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
  });
  afterAll(() => {
    kinesis.destroy();
  });

  /** A new stream of one shard. */
  async function createStream(name: string): Promise<string> {
    await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
    return name;
  }

  /** Every record of a stream of one shard. */
  async function recordsOf(name: string): Promise<Uint8Array[]> {
    const { ShardIterator: iterator } = await kinesis.send(
      new GetShardIteratorCommand({
        StreamName: name,
        ShardId: "shardId-000000000000",
        ShardIteratorType: "TRIM_HORIZON",
      }),
    );
    const { Records: records } = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator }));
    return (records ?? []).map(({ Data: data }) => data ?? Buffer.from("no data"));
  }

  it("speaks HTTP/2 to the gateway", () => {
    expect(kinesis.config.requestHandler).toBeInstanceOf(NodeHttp2Handler);
  });

  it("puts 500 records at once and reads them back, byte for byte", async () => {
    const name = await createStream("five-hundred");
    const sent = Array.from({ length: 500 }, (_, index) => Buffer.from([index >> 8, index & 255, 0, 255]));

    const { FailedRecordCount: failed, Records: results } = await kinesis.send(
      new PutRecordsCommand({
        StreamName: name,
        Records: sent.map((data, index) => ({ PartitionKey: String(index), Data: data })),
      }),
    );

    expect([failed, results?.length]).toEqual([0, 500]);
    expect((await recordsOf(name)).map((data) => Buffer.from(data))).toEqual(sent);
  });

  it("makes many requests at once over one connection", async () => {
    const name = await createStream("many-requests");

    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        kinesis.send(new PutRecordCommand({ StreamName: name, PartitionKey: "key", Data: Buffer.from([index]) })),
      ),
    );

    const values = (await recordsOf(name)).map(([value]) => value);
    expect(new Set(values).size).toBe(50);
  });

  // A blob has a length of 0 to 10 MiB: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
  it("may send records without a byte, as AWS allows", async () => {
    const name = await createStream("empty-records");
    const empty = { PartitionKey: "key", Data: new Uint8Array() };

    await kinesis.send(new PutRecordCommand({ StreamName: name, ...empty }));
    const { FailedRecordCount: failed } = await kinesis.send(
      new PutRecordsCommand({ StreamName: name, Records: [empty, { PartitionKey: "key", Data: Buffer.from("full") }] }),
    );

    expect(failed).toBe(0);
    expect((await recordsOf(name)).map(({ length }) => length)).toEqual([0, 0, 4]);
  });

  it("gets an error of the service as such", async () => {
    const put = kinesis.send(
      new PutRecordCommand({ StreamName: "missing", PartitionKey: "key", Data: Buffer.from("x") }),
    );

    await expect(put).rejects.toMatchObject({ name: "ResourceNotFoundException", $metadata: { httpStatusCode: 400 } });
  });
});
