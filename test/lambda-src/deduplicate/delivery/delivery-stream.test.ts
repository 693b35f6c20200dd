import {
  deliver,
  type DeliveryStream,
  FirehoseDeliveryStream,
} from "../../../../lambda-src/deduplicate/delivery/delivery-stream";
import { FIREHOSE_LIMITS } from "../../../../lambda-src/deduplicate/delivery/pack-records";
import { plentyOfTime, recordingPolicy } from "../resend-policy";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { type Answer, clientConfig, type LoopbackService, startLoopbackService } from "../loopback-service";

const EVENTS = ["a", "b", "c", "d", "e", "f", "g"].map((line) => ({ line, byteLength: 1 }));

/** Two events a record, two records a call. */
const POLICY = {
  limits: { ...FIREHOSE_LIMITS, eventsPerRecord: 2, call: { ...FIREHOSE_LIMITS.call, entries: 2 } },
  resend: recordingPolicy({ maxTries: 2 }),
};

/** A stream that never accepts the records given, and keeps its calls. */
function streamRefusing(...refused: string[]) {
  const calls: string[][] = [];
  const stream: DeliveryStream = {
    putRecords: (records) => {
      const texts = records.map((record) => record.toString().replaceAll("\n", ""));
      calls.push(texts);
      return Promise.resolve(texts.map((text) => (refused.includes(text) ? new Error(`refused ${text}`) : null)));
    },
  };
  return { calls, stream };
}

describe("deliver", () => {
  test("delivers packed events in order, call after call", async () => {
    const { calls, stream } = streamRefusing();

    expect(await deliver(EVENTS, stream, POLICY, plentyOfTime)).toEqual({ delivered: 7 });
    expect(calls).toEqual([
      ["ab", "cd"],
      ["ef", "g"],
    ]);
  });

  test("stops after the call with a record that is never accepted, and counts the events before it", async () => {
    const { calls, stream } = streamRefusing("cd");

    const result = await deliver(EVENTS, stream, POLICY, plentyOfTime);

    expect(result).toEqual({ delivered: 2, error: new Error("refused cd") });
    expect(calls).toEqual([["ab", "cd"], ["cd"]]);
  });

  test("counts events behind the refused record in the same call as not delivered", async () => {
    const { stream } = streamRefusing("ab");

    expect(await deliver(EVENTS, stream, POLICY, plentyOfTime)).toMatchObject({ delivered: 0 });
  });

  test("takes a call that was rejected as a failure of its records", async () => {
    const stream: DeliveryStream = { putRecords: () => Promise.reject(new Error("no such stream")) };

    expect(await deliver(EVENTS, stream, POLICY, plentyOfTime)).toEqual({
      delivered: 0,
      error: new Error("no such stream"),
    });
  });

  test("makes no call when there is nothing to deliver", async () => {
    const { calls, stream } = streamRefusing();

    expect(await deliver([], stream, POLICY, plentyOfTime)).toEqual({ delivered: 0 });
    expect(calls).toEqual([]);
  });
});

let service: LoopbackService;
let answer: Answer;

beforeEach(async () => {
  service = await startLoopbackService(() => answer);
});

afterEach(() => service.close());

function put(...texts: string[]) {
  const stream = new FirehoseDeliveryStream(new FirehoseClient(clientConfig(service)), "events");
  return stream.putRecords(texts.map((text) => Buffer.from(text)));
}

describe("FirehoseDeliveryStream", () => {
  test("puts the records in one call", async () => {
    answer = { body: { FailedPutCount: 0, RequestResponses: [{ RecordId: "1" }, { RecordId: "2" }] } };

    expect(await put("a", "b\nc")).toEqual([null, null]);

    expect(service.requests.map(({ target, body }) => [target, JSON.parse(body.toString()) as unknown])).toEqual([
      [
        "Firehose_20150804.PutRecordBatch",
        { DeliveryStreamName: "events", Records: [{ Data: "YQ==" }, { Data: "Ygpj" }] },
      ],
    ]);
  });

  test("finds the records that failed although the call succeeded", async () => {
    const failed = { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." };
    answer = { body: { FailedPutCount: 1, RequestResponses: [{ RecordId: "1" }, failed, { RecordId: "3" }] } };

    const outcomes = await put("a", "b", "c");

    expect(outcomes.map((outcome) => outcome?.message)).toEqual([
      undefined,
      "Delivery stream events did not accept a record: ServiceUnavailableException Slow down.",
      undefined,
    ]);
  });

  test("counts a record that the answer does not mention as failed", async () => {
    answer = { body: { FailedPutCount: 0, RequestResponses: [{ RecordId: "1" }] } };

    expect((await put("a", "b"))[1]).toBeInstanceOf(Error);
  });

  test("rejects when the whole call fails", async () => {
    answer = { status: 400, body: { __type: "ResourceNotFoundException", message: "no such stream" } };

    await expect(put("a")).rejects.toThrow("no such stream");
  });
});
