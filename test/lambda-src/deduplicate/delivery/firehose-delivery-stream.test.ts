import { FirehoseClient } from "@aws-sdk/client-firehose";
import { FirehoseDeliveryStream } from "../../../../lambda-src/deduplicate/delivery/firehose-delivery-stream";
import { type Answer, clientConfig, type LoopbackService, startLoopbackService } from "../loopback-service";

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
