import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import { S3OversizedEvents, SqsSideQueue } from "../../../../lambda-src/deduplicate/side-queue/sqs-side-queue";
import { messageBody } from "../../../../lambda-src/deduplicate/side-queue/side-message";
import { sequenceNumber, streamRecord } from "../kinesis-records";
import { type Answer, clientConfig, type LoopbackService, startLoopbackService } from "../loopback-service";
import { plentyOfTime, recordingPolicy } from "../resend-policy";
import { S3Client } from "@aws-sdk/client-s3";

interface SentEntry {
  Id: string;
  MessageBody: string;
}

let service: LoopbackService;
let calls: number[][];
let stored: Map<string, number>;
/** Indexes of records whose messages are refused, with how often. */
let refusals: Map<number, number>;
let rejectedCall: Answer | undefined;

beforeEach(async () => {
  calls = [];
  stored = new Map();
  refusals = new Map();
  rejectedCall = undefined;
  service = await startLoopbackService(({ body }) =>
    answerBatch(JSON.parse(body.toString()) as { Entries: SentEntry[] }),
  );
});

afterEach(() => service.close());

function answerBatch({ Entries }: { Entries: SentEntry[] }): Answer {
  calls.push(Entries.map(indexOf));
  if (rejectedCall) return rejectedCall;
  const refused = Entries.filter((entry) => takeRefusal(indexOf(entry)));
  return {
    body: {
      Successful: Entries.filter((entry) => !refused.includes(entry)).map(({ Id, MessageBody }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
      })),
      Failed: refused.map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError", Message: "again" })),
    },
  };
}

function indexOf({ MessageBody }: SentEntry): number {
  const { sequence_number } = JSON.parse(MessageBody) as { sequence_number: string };
  return Number(BigInt(sequence_number) - BigInt(sequenceNumber(0)));
}

function takeRefusal(index: number): boolean {
  const left = refusals.get(index) ?? 0;
  refusals.set(index, left - 1);
  return left > 0;
}

function queue(store?: (key: string) => Promise<string>) {
  const keep = (key: string, bytes: Buffer) => {
    stored.set(key, bytes.length);
    return Promise.resolve(`s3://failures/${key}`);
  };
  return new SqsSideQueue({
    client: new SQSClient(clientConfig(service)),
    queueUrl: `${service.endpoint}/123456789012/quarantine`,
    oversizedEvents: { store: store ?? keep },
    resend: recordingPolicy({ maxTries: 2 }),
  });
}

function message(bytes: number, index: number, detail = "It is not.") {
  return { reason: "not_json" as const, detail, record: streamRecord("x".repeat(bytes), { index }) };
}

function send(sizes: readonly number[], store?: (key: string) => Promise<string>) {
  return queue(store).send(
    sizes.map((size, index) => message(size, index)),
    plentyOfTime,
  );
}

describe("SqsSideQueue", () => {
  test("sends at most ten messages in a call", async () => {
    const outcomes = await send(Array.from({ length: 21 }, () => 1));

    expect(outcomes).toEqual(Array.from({ length: 21 }, () => null));
    expect(calls.map((call) => call.length).sort()).toEqual([1, 10, 10]);
    expect(calls.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => index));
  });

  test("sends at most 262,144 bytes in a call", async () => {
    await send([90_000, 90_000, 90_000, 90_000]);

    expect(calls.sort()).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const sizes = service.requests.map(({ body }) =>
      (JSON.parse(body.toString()) as { Entries: SentEntry[] }).Entries.reduce(
        (sum, e) => sum + e.MessageBody.length,
        0,
      ),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(262_144);
  });

  test("fills a call, and one message, to exactly 262,144 bytes", async () => {
    const limit = 262_144;
    const empty = messageBody(message(0, 0, "")).length;
    // Base64 has 4 characters for every 3 bytes: the detail makes up for the rest.
    const bytes = Math.floor((limit - empty) / 4) * 3 - 3;
    const filled = message(bytes, 0, "x".repeat(limit - messageBody(message(bytes, 0, "")).length));
    const half = message(0, 0, "x".repeat(limit / 2 - empty));

    await queue().send([filled, half, half], plentyOfTime);
    const storedOfTheFirst = stored.size;
    await queue().send([{ ...filled, detail: `${filled.detail}x` }], plentyOfTime);

    expect(messageBody(filled)).toHaveLength(limit);
    expect(messageBody(half)).toHaveLength(limit / 2);
    expect(calls.map((call) => call.length).sort()).toEqual([1, 1, 2]);
    expect(storedOfTheFirst).toBe(0);
    expect(stored.size).toBe(1);
  });

  test("takes a message that the answer does not name for one that was not accepted", async () => {
    rejectedCall = { body: {} };

    const [outcome] = await send([1]);

    expect(outcome?.message).toContain("did not accept a message: NoAnswer");
  });

  test("stores an event that does not fit and sends a pointer to it", async () => {
    expect(await send([200_000, 1])).toEqual([null, null]);

    const key = `oversized/not_json/shardId-000000000000/${sequenceNumber(0)}`;
    expect([...stored]).toEqual([[key, 200_000]]);
    const sent = service.requests.map(({ body }) => body.toString()).join();
    expect(sent).toContain(`\\"event_s3_uri\\":\\"s3://failures/${key}\\"`);
  });

  test("sends nothing from the first event on that could not be stored", async () => {
    const outcomes = await send([1, 200_000, 1], () => Promise.reject(new Error("access denied")));

    expect(outcomes.map((outcome) => outcome?.message)).toEqual([
      undefined,
      "access denied",
      "Not sent, because a message before it failed.",
    ]);
    expect(calls).toEqual([[0]]);
  });

  test("sends again only the messages that failed", async () => {
    refusals.set(1, 1);

    expect(await send([1, 1, 1])).toEqual([null, null, null]);
    expect(calls).toEqual([[0, 1, 2], [1]]);
  });

  test("says why a message was never accepted", async () => {
    refusals.set(1, 99);

    const outcomes = await send([1, 1, 1]);

    expect(outcomes.map((outcome) => outcome?.message)).toEqual([
      undefined,
      expect.stringMatching(/quarantine did not accept a message: InternalError again$/),
      undefined,
    ]);
  });

  test("stops soon after a message has failed", async () => {
    refusals.set(0, 99);

    const outcomes = await send(Array.from({ length: 200 }, () => 1));

    expect(outcomes[0]).toBeInstanceOf(Error);
    expect(calls.length).toBeLessThan(20);
    expect(outcomes[199]?.message).toBe("Not sent, because a message before it failed.");
  });

  test("takes a call that was rejected as a failure of its messages", async () => {
    rejectedCall = { status: 400, body: { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "no such queue" } };

    const outcomes = await send([1, 1]);

    expect(outcomes.map((outcome) => outcome?.message)).toEqual(["no such queue", "no such queue"]);
  });
});

describe("S3OversizedEvents", () => {
  test("puts the bytes as they are and gives their address", async () => {
    const service = await startLoopbackService(() => ({}));
    const events = new S3OversizedEvents(new S3Client(clientConfig(service)), "failures");

    const uri = await events.store("oversized/too_large/shard/1", Buffer.from([0xff, 0x00]));

    await service.close();
    expect(uri).toBe("s3://failures/oversized/too_large/shard/1");
    expect(service.requests).toMatchObject([
      { method: "PUT", path: "/failures/oversized/too_large/shard/1?x-id=PutObject", body: Buffer.from([0xff, 0x00]) },
    ]);
  });
});
