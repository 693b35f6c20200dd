import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context, KinesisStreamEvent } from "aws-lambda";
import type * as Handler from "../../../lambda-src/deduplicate/handler";
import { BUCKET_LOG_VARIABLES, CONTRACTS_FILE, DEDUPLICATE_VARIABLES } from "../../../lambda-src/interface";
import { kinesisRecord, sequenceNumber, validEvent, WINDOW_SECONDS } from "./kinesis-records";
import { type Answer, type LoopbackService, type ReceivedRequest, startLoopbackService } from "./loopback-service";

const ENVIRONMENT = process.env;

let service: LoopbackService;
let taskRoot: string;
let firehoseIsDown: boolean;
let lines: string[];

beforeEach(async () => {
  firehoseIsDown = false;
  lines = [];
  service = await startLoopbackService(answer);
  taskRoot = mkdtempSync(join(tmpdir(), "deduplicate-"));
  writeFileSync(
    join(taskRoot, CONTRACTS_FILE),
    '{"version":2,"contracts":[{"event_name":"account:created","fields":[]}]}',
  );
  process.env = {
    ...ENVIRONMENT,
    AWS_REGION: "eu-central-1",
    AWS_ENDPOINT_URL: service.endpoint,
    LAMBDA_TASK_ROOT: taskRoot,
    [DEDUPLICATE_VARIABLES.index]: "item-per-event",
    [DEDUPLICATE_VARIABLES.indexTable]: "index",
    [DEDUPLICATE_VARIABLES.windowSeconds]: String(WINDOW_SECONDS),
    [DEDUPLICATE_VARIABLES.deliveryStream]: "events",
    [DEDUPLICATE_VARIABLES.duplicatesQueue]: `${service.endpoint}/1/duplicates`,
    [DEDUPLICATE_VARIABLES.quarantineQueue]: `${service.endpoint}/1/quarantine`,
    [DEDUPLICATE_VARIABLES.failuresBucket]: "failures",
  };
  jest.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.env = ENVIRONMENT;
  rmSync(taskRoot, { recursive: true });
  await service.close();
});

function answer({ target, body }: ReceivedRequest): Answer {
  if (target.endsWith("PutItem")) return { body: {} };
  if (target.endsWith("Query")) return { body: { Items: [], Count: 0 } };
  if (target.endsWith("SendMessageBatch")) {
    const { Entries } = JSON.parse(body.toString()) as { Entries: { Id: string; MessageBody: string }[] };
    const md5 = (text: string) => createHash("md5").update(text).digest("hex");
    return {
      body: {
        Successful: Entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
      },
    };
  }
  if (firehoseIsDown) return { status: 400, body: { __type: "ResourceNotFoundException", message: "no such stream" } };
  return { body: { FailedPutCount: 0, RequestResponses: [{ RecordId: "1" }] } };
}

/** Loads the module anew, as a cold start does. */
function coldStart(): typeof Handler {
  let loaded: typeof Handler | undefined;
  jest.isolateModules(() => {
    loaded = jest.requireActual<typeof Handler>("../../../lambda-src/deduplicate/handler");
  });
  if (!loaded) throw new Error("The handler was not loaded.");
  return loaded;
}

function invoke(...events: unknown[]) {
  const event: KinesisStreamEvent = { Records: events.map((found, index) => kinesisRecord(found, { index })) };
  const context: Pick<Context, "functionName" | "getRemainingTimeInMillis"> = {
    functionName: "deduplicator",
    getRemainingTimeInMillis: () => 30_000,
  };
  return coldStart().handler(event, context as Context);
}

function targets(): string[] {
  return service.requests.map(({ target }) => target.split(".").at(-1) ?? "");
}

describe("handler", () => {
  test("claims, queues and delivers through the AWS SDK, and logs the metrics as plain JSON", async () => {
    const response = await invoke(validEvent(), validEvent(), "{");

    expect(response).toEqual({ batchItemFailures: [] });
    expect(targets()).toEqual(["PutItem", "SendMessageBatch", "SendMessageBatch", "PutRecordBatch"]);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        Function: "deduplicator",
        Received: 3,
        Delivered: 1,
        Duplicates: 1,
        Quarantined: 1,
        Uncontracted: 0,
        Failed: 0,
      },
    ]);
  });

  test("claims in a bucket log when the environment says so: one read of an old bucket, one put for all its ids", async () => {
    process.env[DEDUPLICATE_VARIABLES.index] = "bucket-log";
    process.env[BUCKET_LOG_VARIABLES.slotSeconds] = "5";
    process.env[BUCKET_LOG_VARIABLES.subBucketBits] = "0";

    const response = await invoke(validEvent(), validEvent({ event_uuid: "id-2" }));

    expect(response).toEqual({ batchItemFailures: [] });
    expect(targets()).toEqual(["Query", "PutItem", "PutRecordBatch"]);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { Delivered: 2, IndexAppends: 1, IndexQueries: 1, IndexLostRaces: 0 },
    ]);
  });

  test("reports the lowest failed sequence number and logs why, without the event", async () => {
    firehoseIsDown = true;

    const response = await invoke("{", validEvent({ secret: "s3cr3t" }));

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(0) }] });
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: "ERROR", stage: "delivery", error: "ResourceNotFoundException", message: "no such stream" },
      { Received: 2, Quarantined: 0, Failed: 2 },
    ]);
    expect(lines.join()).not.toContain("s3cr3t");
  });

  test.each(Object.values(DEDUPLICATE_VARIABLES))("does not start without %s, and names it", (name) => {
    Reflect.deleteProperty(process.env, name);

    expect(coldStart).toThrow(`Environment variable ${name} is not set`);
  });

  test("does not start without the contracts", () => {
    rmSync(join(taskRoot, CONTRACTS_FILE));

    expect(coldStart).toThrow(CONTRACTS_FILE);
  });
});
