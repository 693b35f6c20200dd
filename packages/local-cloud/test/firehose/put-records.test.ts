import { deliverWith, PutRefusedError, checkPutLimits } from "../../src/firehose/put-records";
import type { PutRecordOutcome } from "../../src/firehose/put-records";
import { type Forward, jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, targetCall } from "../gateway/service-call";

describe("data plane", () => {
  const { forward } = fakeEmulator(() => jsonResponse({}));

  /** An engine with one answer, and the puts it got. */
  function engineThat(ends: readonly PutRecordOutcome[] | Error) {
    const puts: [string, string[]][] = [];
    const putRecords = (stream: string, records: readonly Uint8Array[]) => {
      puts.push([stream, records.map((record) => Buffer.from(record).toString())]);
      return ends instanceof Error ? Promise.reject(ends) : Promise.resolve([...ends]);
    };
    const dropped: string[] = [];
    const drop = (stream: string) => dropped.push(stream);
    return { puts, dropped, amendment: deliverWith({ putRecords, drop }) };
  }

  function record(content: string) {
    return { Data: Buffer.from(content).toString("base64") };
  }

  const stopped = { errorCode: "ServiceUnavailableException", errorMessage: "Slow down." };

  describe("PutRecordBatch", () => {
    const request = targetCall("firehose", "PutRecordBatch", {
      DeliveryStreamName: "raw",
      Records: [record("a"), record(""), record("ä")],
    });

    it("hands the decoded records to the engine, in order, and gives each an id", async () => {
      const { amendment, puts } = engineThat([{ recordId: "1" }, { recordId: "2" }, { recordId: "3" }]);

      const response = await amendment.answer(request, forward);

      expect(puts).toEqual([["raw", ["a", "", "ä"]]]);
      expect(json(response)).toEqual({
        FailedPutCount: 0,
        Encrypted: true,
        RequestResponses: [{ RecordId: "1" }, { RecordId: "2" }, { RecordId: "3" }],
      });
    });

    it("succeeds with a count when single records failed", async () => {
      const { amendment } = engineThat([{ recordId: "1" }, stopped, { recordId: "3" }]);

      const response = await amendment.answer(request, forward);

      expect(response?.status).toBe(200);
      expect(json(response)).toEqual({
        FailedPutCount: 1,
        Encrypted: true,
        RequestResponses: [
          { RecordId: "1" },
          { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." },
          { RecordId: "3" },
        ],
      });
    });
  });

  describe("DeleteDeliveryStream", () => {
    const request = targetCall("firehose", "DeleteDeliveryStream", { DeliveryStreamName: "raw" });

    it.each([
      [200, ["raw"]],
      [400, []],
    ])("is heard of by the engine once moto answered with %p", async (status, expected) => {
      const { amendment, dropped } = engineThat([]);

      const response = await amendment.answer(request, fakeEmulator(() => jsonResponse({}, status)).forward);

      expect(response?.status).toBe(status);
      expect(dropped).toEqual(expected);
    });
  });

  describe("PutRecord", () => {
    const request = targetCall("firehose", "PutRecord", { DeliveryStreamName: "raw", Record: record("a") });

    it("answers with the id of its record", async () => {
      const { amendment, puts } = engineThat([{ recordId: "1" }]);

      const response = await amendment.answer(request, forward);

      expect(puts).toEqual([["raw", ["a"]]]);
      expect(json(response)).toEqual({ RecordId: "1", Encrypted: true });
    });

    it("fails as a whole when its record failed", async () => {
      const { amendment } = engineThat([stopped]);

      const response = await amendment.answer(request, forward);

      expect(response?.status).toBe(503);
      expect(json(response)).toMatchObject({ __type: "ServiceUnavailableException", message: "Slow down." });
    });
  });

  describe("a put", () => {
    const request = targetCall("firehose", "PutRecord", { DeliveryStreamName: "raw", Record: record("a") });

    it.each(["InvalidArgumentException", "ResourceNotFoundException"] as const)(
      "that the engine refuses is answered with %s",
      async (code) => {
        const { amendment } = engineThat(new PutRefusedError(code, "refused by the engine"));

        const response = await amendment.answer(request, forward);

        expect(response?.status).toBe(400);
        expect(json(response)).toMatchObject({ __type: code, message: "refused by the engine" });
      },
    );

    it("lets a failure of the engine itself be one", async () => {
      const { amendment } = engineThat(new Error("moto is gone"));

      await expect(amendment.answer(request, forward)).rejects.toThrow("moto is gone");
    });

    it("without records is the engine's to refuse", async () => {
      const { amendment, puts } = engineThat(new PutRefusedError("InvalidArgumentException", "no records"));

      const response = await amendment.answer(targetCall("firehose", "PutRecord", {}), forward);

      expect(puts).toEqual([["", []]]);
      expect(response?.status).toBe(400);
    });
  });

  describe("CreateDeliveryStream", () => {
    const { amendment } = engineThat([]);
    const create = (destination?: object) =>
      amendment.answer(
        targetCall("firehose", "CreateDeliveryStream", {
          DeliveryStreamName: "raw",
          ExtendedS3DestinationConfiguration: destination,
        }),
        forward,
      );

    it("is refused where AWS refuses the destination", async () => {
      const response = await create({ Prefix: "data/!{partitionKeyFromQuery:table}/" });

      expect(response?.status).toBe(400);
      expect(json(response)).toMatchObject({ __type: "InvalidArgumentException" });
    });

    it.each([
      ["with a plain destination", { BucketARN: "arn:aws:s3:::lake", Prefix: "data/" }],
      ["without an S3 destination", undefined],
    ])("%s goes to moto", (_title, destination) => {
      expect(create(destination)).toBeUndefined();
    });
  });

  describe("UpdateDestination", () => {
    const { amendment } = engineThat([]);
    const partitioned = {
      Prefix: "data/!{partitionKeyFromQuery:table}/",
      ErrorOutputPrefix: "errors/!{firehose:error-output-type}/",
      DynamicPartitioningConfiguration: { Enabled: true },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: "MetadataExtraction",
            Parameters: [
              { ParameterName: "JsonParsingEngine", ParameterValue: "JQ-1.6" },
              { ParameterName: "MetadataExtractionQuery", ParameterValue: "{table:.a}" },
            ],
          },
        ],
      },
    };
    /** Answers DescribeDeliveryStream with that destination, and anything else with 200. */
    const holding =
      (destination: object): Forward =>
      ({ operation }) =>
        Promise.resolve(
          jsonResponse(
            operation === "DescribeDeliveryStream"
              ? {
                  DeliveryStreamDescription: {
                    Destinations: [{ ExtendedS3DestinationDescription: destination }],
                  },
                }
              : {},
          ),
        );
    const update = (changes: object) =>
      amendment.answer(
        targetCall("firehose", "UpdateDestination", {
          DeliveryStreamName: "raw",
          ExtendedS3DestinationUpdate: changes,
        }),
        holding(partitioned),
      );

    it("cannot take dynamic partitioning from a delivery stream, which keeps what an update does not name", async () => {
      const response = await update({ Prefix: "data/!{timestamp:yyyy}/", ProcessingConfiguration: { Enabled: false } });

      expect(json(response)).toMatchObject({
        __type: "InvalidArgumentException",
        message: "S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled",
      });
    });

    it("changes what AWS lets it change", async () => {
      expect((await update({ BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 } }))?.status).toBe(200);
    });
  });

  it.each([
    ["firehose", "DescribeDeliveryStream"],
    ["kinesis", "PutRecord"],
  ])("leaves %s %s alone", (service, operation) => {
    const { amendment } = engineThat([]);

    expect(amendment.answer(targetCall(service, operation, {}), forward)).toBeUndefined();
  });
});

describe("put limits", () => {
  // https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
  describe("Each PutRecordBatch request supports up to 500 records. Each record can be as large as 1,000 KB, up to 4 MB in all", () => {
    const bytes = (length: number) => new Uint8Array(length);

    it.each([
      ["500 records", Array.from({ length: 500 }, () => bytes(1))],
      ["a record of 1,024,000 bytes", [bytes(1_024_000)]],
      ["4 MiB", Array.from({ length: 8 }, () => bytes(512 * 1024))],
    ])("takes %s", (_, records) => {
      expect(() => {
        checkPutLimits(records);
      }).not.toThrow();
    });

    it.each([
      ["no record", [], "received 0 records"],
      ["501 records", Array.from({ length: 501 }, () => bytes(1)), "received 501 records"],
      ["a record of one byte more", [bytes(1), bytes(1_024_001)], "Records[1].Data: received 1024001 bytes"],
      ["one byte more than 4 MiB", [...Array.from({ length: 8 }, () => bytes(512 * 1024)), bytes(1)], "4194305 bytes"],
    ])("refuses %s and says what it received", (_, records, message) => {
      expect(() => {
        checkPutLimits(records);
      }).toThrow(
        expect.objectContaining({
          code: "InvalidArgumentException",
          message: expect.stringContaining(message) as string,
        }) as Error,
      );
    });
  });
});
