import { gunzipSync } from "node:zlib";

import { FirehoseEngine } from "../../src/firehose/firehose-engine";
import {
  DeliveryStreamDouble,
  type Destination,
  ObjectStoreDouble,
  PARTITIONED_PARQUET,
  record,
  TableDouble,
} from "./emulator-double";
import { type DirectPutQuota, DirectPutQuotas } from "../../src/quotas/direct-put-quota";
import { ManualClock, until } from "../manual-clock";
import { readParquet } from "./read-parquet";

const NOON = Date.UTC(2026, 10, 24, 12);

function start(destination: Destination = PARTITIONED_PARQUET, quota?: DirectPutQuota) {
  const clock = new ManualClock(NOON);
  const quotas = quota && new DirectPutQuotas(quota, clock);
  const firehose = new DeliveryStreamDouble(destination);
  const s3 = new ObjectStoreDouble();
  const glue = new TableDouble([
    { Name: "id", Type: "int" },
    { Name: "type", Type: "string" },
  ]);
  const errors: Error[] = [];
  const roles: string[] = [];
  const clientsOf = (role: string) => {
    roles.push(role);
    return { glue, s3 };
  };
  const engine = new FirehoseEngine({ firehose, clientsOf, clock, quotas, onError: (error) => errors.push(error) });
  const statistics = () => engine.statistics()[0];
  return { clock, firehose, s3, glue, roles, engine, errors, statistics };
}

const PLAIN: Destination = { Prefix: "landing/", BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } };

it("reads the table and puts the objects as the roles that the delivery stream names", async () => {
  const { engine, roles } = start({ ...PARTITIONED_PARQUET, RoleARN: "arn:aws:iam::123456789012:role/writer" });

  await engine.putRecords("events", [record({ id: 1, type: "a" })]);
  await engine.flush();

  expect(roles).toEqual(["arn:aws:iam::123456789012:role/firehose", "arn:aws:iam::123456789012:role/writer"]);
});

describe("puts over the quota", () => {
  it("are refused record by record, and what was taken is delivered", async () => {
    const { engine, s3 } = start(PLAIN, { mebibytes: 1, requests: 10, records: 2 });

    const outcomes = await engine.putRecords("events", [record("a"), record("b"), record("c")]);
    await engine.flush();

    expect(outcomes).toMatchObject([
      { recordId: expect.any(String) as string },
      { recordId: expect.any(String) as string },
      { errorCode: "ServiceUnavailableException", errorMessage: "Slow down." },
    ]);
    expect(s3.keys()).toHaveLength(1);
  });

  it("are refused as a whole where the calls are too many", async () => {
    const { engine, clock } = start(PLAIN, { mebibytes: 1, requests: 1, records: 10 });
    await engine.putRecords("events", [record("a")]);

    const refused = engine.putRecords("events", [record("b")]);

    await expect(refused).rejects.toMatchObject({ code: "ServiceUnavailableException", status: 503 });
    clock.advance(1_000);
    expect(await engine.putRecords("events", [record("b")])).toHaveLength(1);
  });
});

describe("a delivery stream that is deleted", () => {
  it("takes what it buffers with it: nothing is tried again with a role that may be gone", async () => {
    const { engine, s3, clock, statistics, errors } = start(PLAIN);
    await engine.putRecords("events", [record("a")]);

    engine.drop("events");
    await engine.flush();
    await clock.pass(600_000);

    expect(s3.keys()).toEqual([]);
    expect(statistics()).toBeUndefined();
    expect(errors).toEqual([]);
  });

  it("ends the retries of what is on its way", async () => {
    const { engine, s3, clock, errors } = start(PLAIN);
    s3.failures = 1000;
    await engine.putRecords("events", [record("a")]);
    await clock.pass(61_000);
    expect(errors.length).toBeGreaterThan(0);

    engine.drop("events");
    const failures = errors.length;
    await clock.pass(600_000);

    expect(errors).toHaveLength(failures);
  });

  it("takes no further record, although its description was read a moment ago", async () => {
    const { engine, firehose } = start(PLAIN);
    await engine.putRecords("events", [record("a")]);

    firehose.deleted = true;
    engine.drop("events");

    await expect(engine.putRecords("events", [record("b")])).rejects.toThrow("Delivery stream events not found");
  });
});

describe("dynamic partitioning with conversion to Parquet", () => {
  // https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
  it("groups de-aggregated records by their evaluated prefix and writes one Parquet object per partition", async () => {
    const { engine, s3 } = start();
    const packed = record('{"id":1,"type":"a"}{"id":2,"type":"b"}\n{"id":3,"type":"a"}\n');

    const outcomes = await engine.putRecords("events", [packed, record({ id: 4, type: "b", undeclared: true })]);
    await engine.flush();

    expect(outcomes).toEqual([{ recordId: expect.any(String) as string }, { recordId: expect.any(String) as string }]);
    expect(s3.keys()).toEqual([
      expect.stringMatching(/^raw\/a\/events-1-2026-11-24-12-00-00-[0-9a-f-]{36}\.parquet$/) as string,
      expect.stringMatching(/^raw\/b\/events-1-2026-11-24-12-00-00-[0-9a-f-]{36}\.parquet$/) as string,
    ]);
    expect(await readParquet([s3.only("raw/a/")])).toEqual([
      { id: 1, type: "a" },
      { id: 3, type: "a" },
    ]);
    expect(await readParquet([s3.only("raw/b/")])).toEqual([
      { id: 2, type: "b" },
      { id: 4, type: "b" },
    ]);
  });

  // "If Firehose is not able to parse data records [...] or it fails to extract the specified partitioning keys, or to
  // evaluate the expressions included in the S3 prefix value, these data records are delivered to the S3 error bucket prefix"
  // https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-error-handling.html
  it("delivers records without a usable key to the error output with the record as base64", async () => {
    const { engine, s3, statistics } = start();
    const refused = ["not json", '{"id":1}', '{"id":2,"type":""}', '{"id":3,"type":null}'];

    await engine.putRecords("events", refused.map(record));
    await engine.flush();

    const lines = s3.lines("errors/metadata-extraction-failed/events-1-2026-11-24-12-00-00-");
    expect(lines.map(({ rawData }) => Buffer.from(String(rawData), "base64").toString())).toEqual(refused);
    expect(lines[0]).toMatchObject({
      attemptsMade: 1,
      arrivalTimestamp: NOON,
      attemptEndingTimestamp: NOON,
      errorCode: "DynamicPartitioning.MetadataExtractionFailed",
      errorMessage: "Non JSON record provided",
    });
    expect(lines[1]).toMatchObject({ errorMessage: "partitionKeys values must not be null or empty" });
    expect(statistics()?.errorRecords).toEqual({ "metadata-extraction-failed": 4 });
  });

  // "writes it to Amazon S3 with an error prefix [...] a JSON document with the following schema"
  // https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
  it("fails only the record whose value does not fit its column, and names the table", async () => {
    const { engine, s3, statistics } = start();

    await engine.putRecords("events", [record({ id: "oops", type: "a" }), record({ id: 2, type: "a" })]);
    await engine.flush();

    expect(await readParquet([s3.only("raw/a/")])).toEqual([{ id: 2, type: "a" }]);
    expect(s3.lines("errors/format-conversion-failed/")).toEqual([
      {
        attemptsMade: 1,
        arrivalTimestamp: NOON,
        lastErrorCode: "DataFormatConversion.MalformedData",
        lastErrorMessage: 'Data does not match the schema. For input string: "oops"',
        attemptEndingTimestamp: NOON,
        rawData: Buffer.from('{"id":"oops","type":"a"}').toString("base64"),
        dataCatalogTable: {
          catalogId: "123456789012",
          databaseName: "raw_data",
          tableName: "events",
          region: "eu-west-1",
          versionId: "LATEST",
          roleArn: "arn:aws:iam::123456789012:role/firehose",
        },
      },
    ]);
    expect(statistics()).toMatchObject({
      recordsBuffered: 0,
      recordsDelivered: 1,
      errorRecords: { "format-conversion-failed": 1 },
    });
  });

  // "Once the number of active partitions reaches a limit of 500 per Firehose stream, the rest of the records in the
  // Firehose stream are delivered to the specified S3 error bucket prefix (activePartitionExceeded)."
  // https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
  it("delivers records of the 501st active partition to activePartitionExceeded and takes known ones", async () => {
    const { engine, s3, statistics, clock } = start();
    const lines = Array.from({ length: 501 }, (_, id) => JSON.stringify({ id, type: `t${id}` }));

    await engine.putRecords("events", [record(lines.slice(0, 500).join("\n"))]);
    await engine.putRecords("events", [record(lines.slice(500).join("")), record({ id: 1, type: "t7" })]);
    clock.advance(200);
    await until(() => statistics()?.activePartitions === 500);
    await engine.flush();

    expect(s3.keys("raw/")).toHaveLength(500);
    expect(s3.lines("errors/activePartitionExceeded/")).toHaveLength(1);
    expect(statistics()).toMatchObject({ activePartitions: 0, recordsDelivered: 501 });
  });

  // "If you include more than 500 records, the request succeeds but the record de-aggregation doesn't work as expected"
  // https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
  it("does not separate a record with more than 500 sub-records, which then fails as a whole", async () => {
    const { engine, s3 } = start();
    const packed = Array.from({ length: 501 }, (_, id) => JSON.stringify({ id, type: "a" })).join("\n");

    await engine.putRecords("events", [record(packed)]);
    await engine.flush();

    expect(s3.lines("errors/metadata-extraction-failed/")).toMatchObject([
      { errorMessage: "Non JSON record provided", rawData: Buffer.from(packed).toString("base64") },
    ]);
    expect(s3.keys("raw/")).toEqual([]);
  });

  it("delivers records to the error output when the prefix needs a key that the query does not make", async () => {
    const { engine, s3 } = start({
      ...PARTITIONED_PARQUET,
      Prefix: "raw/!{partitionKeyFromQuery:type}/!{partitionKeyFromQuery:date}/",
    });

    await engine.putRecords("events", [record({ id: 1, type: "a" })]);
    await engine.flush();

    expect(s3.lines("errors/metadata-extraction-failed/")).toMatchObject([
      { errorMessage: expect.stringContaining("the query makes no key date") as string },
    ]);
  });

  // "Neither Prefix nor ErrorOutputPrefix can be greater than 512 characters after they're evaluated."
  // https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
  it("takes an evaluated prefix of 512 characters and delivers a longer one to the error output", async () => {
    const { engine, s3 } = start();
    const longest = "x".repeat(512 - "raw//".length);

    await engine.putRecords("events", [record({ id: 1, type: longest }), record({ id: 2, type: `${longest}x` })]);
    await engine.flush();

    expect(await readParquet([s3.only("raw/")])).toEqual([{ id: 1, type: longest }]);
    expect(s3.lines("errors/metadata-extraction-failed/")).toMatchObject([
      { errorMessage: "The evaluated prefix has 513 characters, 512 are allowed." },
    ]);
  });

  it("sends every record to the error output when the Glue table does not exist", async () => {
    const { engine, s3, errors, glue } = start();
    glue.send = () => Promise.reject(Object.assign(new Error("no table"), { name: "EntityNotFoundException" }));

    await engine.putRecords("events", [record({ id: 1, type: "a" })]);
    await engine.flush();

    expect(s3.lines("errors/format-conversion-failed/")).toMatchObject([
      { lastErrorCode: "DataFormatConversion.EntityNotFound" },
    ]);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("raw_data.events") as string]);
  });

  it("writes a column that was added to the table before the delivery", async () => {
    const { engine, s3, glue, clock } = start();
    await engine.putRecords("events", [record({ id: 1, type: "a", note: "first" })]);
    await engine.flush();

    glue.columns = [...glue.columns, { Name: "note", Type: "string" }];
    clock.advance(1000);
    await engine.putRecords("events", [record({ id: 2, type: "b", note: "second" })]);
    await engine.flush();

    expect(await readParquet([s3.only("raw/b/")])).toEqual([{ id: 2, type: "b", note: "second" }]);
  });
});

describe("buffering", () => {
  // "Firehose buffers incoming streaming data to a certain size and for a certain period of time before delivering it"
  // https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
  it("delivers a partition when its interval has passed since its first record, and another one later", async () => {
    const { engine, clock, s3, statistics } = start();
    await engine.putRecords("events", [record({ id: 1, type: "a" })]);
    clock.advance(30_000);
    await until(() => statistics()?.activePartitions === 1);
    await engine.putRecords("events", [record({ id: 2, type: "b" })]);
    clock.advance(200);
    await until(() => statistics()?.activePartitions === 2);

    clock.advance(29_799);
    expect(s3.attempts).toEqual([]);
    clock.advance(1);
    await until(() => s3.keys("raw/a/").length === 1);
    expect(s3.keys("raw/b/")).toEqual([]);
    clock.advance(30_000);
    await until(() => s3.keys("raw/b/").length === 1);

    expect(clock.sleeping).toBe(0);
  });

  it("delivers as soon as the incoming data reaches the size", async () => {
    const { engine, s3 } = start(PLAIN);
    const half = Buffer.alloc(512 * 1024, "x");
    await engine.putRecords("events", [half, half, half]);

    await engine.putRecords("events", [half, half, half, half, half]);
    await until(() => s3.objects.size === 4);

    expect([...s3.objects.values()].map(({ byteLength }) => byteLength)).toEqual(Array(4).fill(1024 * 1024));
  });

  it("sees a changed delivery stream after a second and starts a new buffer with it", async () => {
    const { engine, firehose, clock, s3 } = start(PLAIN);
    await engine.putRecords("events", [record("old")]);
    await engine.putRecords("events", [record("er")]);
    expect(firehose.described).toBe(1);

    firehose.destination = { ...PLAIN, Prefix: "moved/" };
    firehose.versionId = "2";
    clock.advance(1000);
    await engine.putRecords("events", [record("new")]);
    await engine.flush();

    expect(s3.text("landing/2026/11/24/12/events-1-2026-11-24-12-00-00-")).toBe("older");
    expect(s3.text("moved/2026/11/24/12/events-2-2026-11-24-12-00-01-")).toBe("new");
  });

  it("keeps the order of the records of a partition", async () => {
    const { engine, s3 } = start(PLAIN);

    await Promise.all(Array.from({ length: 50 }, (_, n) => engine.putRecords("events", [record(`${n},`)])));
    await engine.flush("events");

    expect(s3.text("landing/")).toBe(Array.from({ length: 50 }, (_, n) => `${n},`).join(""));
  });

  it("drops all timers when it is stopped, and then refuses records one by one", async () => {
    const { engine, clock, statistics } = start();
    await engine.putRecords("events", [record({ id: 1, type: "a" })]);
    clock.advance(200);
    await until(() => statistics()?.activePartitions === 1);

    await engine.stop();

    expect(clock.sleeping).toBe(0);
    expect(await engine.putRecords("events", [record("x")])).toMatchObject([
      { errorCode: "ServiceUnavailableException" },
    ]);
  });
});

describe("delivery without conversion", () => {
  // "By default, Firehose concatenates data without any delimiters."
  // https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
  it("concatenates records, with a delimiter when a processor appends one, and compresses the object", async () => {
    const { engine, s3 } = start({
      ...PLAIN,
      CompressionFormat: "GZIP",
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          { Type: "AppendDelimiterToRecord", Parameters: [{ ParameterName: "Delimiter", ParameterValue: "\\n" }] },
        ],
      },
    });

    await engine.putRecords("events", [record({ n: 1 }), record({ n: 2 })]);
    await engine.flush();

    expect(s3.keys()).toEqual([expect.stringMatching(/^landing\/2026\/11\/24\/12\/events-1-.*\.gz$/) as string]);
    expect(gunzipSync(s3.only("landing/")).toString()).toBe('{"n":1}\n{"n":2}\n');
  });

  // "By default, the time zone used for time prefix and suffix is in UTC, but you can change it"
  // https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
  it("names objects by the arrival of their oldest record in the custom time zone, with the custom extension", async () => {
    const { engine, s3, clock } = start({ ...PLAIN, CustomTimeZone: "Asia/Tokyo", FileExtension: ".json" });

    await engine.putRecords("events", [record("a")]);
    clock.advance(59_000);
    await engine.putRecords("events", [record("b")]);
    await engine.flush();

    expect(s3.keys()).toEqual([
      expect.stringMatching(/^landing\/2026\/11\/24\/21\/events-1-2026-11-24-21-00-00-[0-9a-f-]{36}\.json$/) as string,
    ]);
  });

  it("takes records that were read from a source, and refuses to have them put", async () => {
    const { engine, firehose, s3 } = start(PLAIN);
    firehose.type = "KinesisStreamAsSource";

    await expect(engine.putRecords("events", [record("put")])).rejects.toMatchObject({
      code: "InvalidArgumentException",
    });
    await engine.takeSourceRecords("events", [record("read")]);
    await engine.flush();

    expect(s3.text("landing/")).toBe("read");
  });
});

describe("failures of S3", () => {
  // "Firehose keeps retrying for up to 24 hours until the delivery succeeds." Ours keeps retrying longer.
  // https://docs.aws.amazon.com/firehose/latest/dev/retry.html
  it("tries again under the same key with growing pauses until S3 takes the object", async () => {
    const { engine, clock, s3, errors, statistics } = start(PLAIN);
    s3.failures = 3;
    await engine.putRecords("events", [record("kept")]);

    const flushed = engine.flush();
    for (const [attempts, pause] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
    ] as const) {
      await until(() => errors.length === attempts);
      expect(statistics()).toMatchObject({ recordsBuffered: 1, activePartitions: 1, recordsDelivered: 0 });
      clock.advance(pause - 1);
      expect(s3.attempts).toHaveLength(attempts);
      clock.advance(1);
    }
    await flushed;

    expect(s3.attempts).toEqual(Array(4).fill(s3.attempts[0]));
    expect(s3.text("landing/2026/11/24/12/events-1-2026-11-24-12-00-00")).toBe("kept");
    expect(errors).toHaveLength(3);
  });

  it("rejects a flush that is under way when the engine is stopped", async () => {
    const { engine, s3 } = start(PLAIN);
    s3.failures = Number.POSITIVE_INFINITY;
    await engine.putRecords("events", [record("lost")]);

    const flushed = engine.flush();
    await until(() => s3.attempts.length === 1);
    await engine.stop();

    await expect(flushed).rejects.toThrow("Flush it before you stop it");
  });
});

describe("requests that AWS refuses", () => {
  it("refuses an unknown delivery stream and one that is not ACTIVE", async () => {
    const { engine, firehose } = start();
    firehose.status = "CREATING";

    await expect(engine.putRecords("other", [record("x")])).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await expect(engine.putRecords("events", [record("x")])).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: expect.stringContaining("CREATING") as string,
    });
  });

  it("refuses a destination that the service would not have created, and says every reason", async () => {
    const { engine } = start({ ...PARTITIONED_PARQUET, BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 30 } });

    await expect(engine.putRecords("events", [record("x")])).rejects.toMatchObject({
      code: "InvalidArgumentException",
      message: expect.stringMatching(/at least 64 when Dynamic.*at least 60 seconds.*at least 64 when data/) as string,
    });
  });

  it("says that a transform Lambda is not supported here", async () => {
    const { engine } = start({
      ...PLAIN,
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: "Lambda", Parameters: [] }] },
    });

    await expect(engine.putRecords("events", [record("x")])).rejects.toThrow(
      "The local cloud's Firehose engine does not support a Lambda processor",
    );
  });
});
