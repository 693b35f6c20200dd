import type { ServiceResponse } from "../../src/gateway/service-message";
import { EventSourceMappings } from "../../src/lambda/event-source-mappings";
import { json, pathCall } from "../gateway/service-call";

const PATH = "/2015-03-31/event-source-mappings/";
const STREAM = "arn:aws:kinesis:eu-central-1:123456789012:stream/events";
const FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:deduplicator";
const SETTINGS = { EventSourceArn: STREAM, FunctionName: "deduplicator", StartingPosition: "TRIM_HORIZON" };

let mappings: EventSourceMappings;

beforeEach(() => {
  mappings = new EventSourceMappings({ accountId: "123456789012", region: "eu-central-1" });
});

async function call(method: string, path: string, body?: unknown): Promise<ServiceResponse | undefined> {
  return mappings.answer(pathCall("lambda", method, path, body));
}

async function create(settings: object = {}): Promise<{ UUID: string; EventSourceMappingArn: string }> {
  const response = await call("POST", PATH, { ...SETTINGS, ...settings });
  expect(response?.status).toBe(202);
  return json(response) as { UUID: string; EventSourceMappingArn: string };
}

test("a mapping is not made when the function's role cannot read the stream", async () => {
  const asked: string[][] = [];
  const refusing = new EventSourceMappings({ accountId: "123456789012", region: "eu-central-1" }, (...names) => {
    asked.push(names);
    return Promise.resolve(false);
  });

  const response = await refusing.answer(pathCall("lambda", "POST", PATH, SETTINGS));

  expect(json(response)).toMatchObject({
    __type: "InvalidParameterValueException",
    message: expect.stringMatching(
      /^Cannot access stream arn:.*:stream\/events\. Please ensure the role can perform/,
    ) as string,
  });
  expect(asked).toEqual([["deduplicator", STREAM]]);
  expect(await refusing.list()).toEqual([]);
});

test("a mapping that is disabled is disabling until its last invocation has ended", async () => {
  let isReading = true;
  mappings = new EventSourceMappings(
    { accountId: "123456789012", region: "eu-central-1" },
    () => Promise.resolve(true),
    () => isReading,
  );
  const { UUID: uuid } = await create();
  const state = async (method: "GET" | "PUT", body?: object) => json(await call(method, `${PATH}${uuid}`, body));

  expect(await state("GET")).toMatchObject({ State: "Enabled" });
  expect(await state("PUT", { Enabled: false })).toMatchObject({ State: "Disabling" });
  expect(json(await call("GET", PATH))).toMatchObject({ EventSourceMappings: [{ State: "Disabling" }] });
  isReading = false;
  expect(await state("GET")).toMatchObject({ State: "Disabled" });
});

describe("a new mapping", () => {
  it("has Lambda's defaults for what was not set", async () => {
    const { UUID: uuid } = await create();

    expect(json(await call("GET", `${PATH}${uuid}`))).toMatchObject({
      UUID: uuid,
      EventSourceMappingArn: `arn:aws:lambda:eu-central-1:123456789012:event-source-mapping:${uuid}`,
      EventSourceArn: STREAM,
      FunctionArn: FUNCTION,
      StartingPosition: "TRIM_HORIZON",
      State: "Enabled",
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: false,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      TumblingWindowInSeconds: 0,
      FunctionResponseTypes: [],
    });
  });

  it("keeps what was set", async () => {
    const settings = { BatchSize: 1000, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 };

    const { UUID: uuid } = await create(settings);

    expect(json(await call("GET", `${PATH}${uuid}`))).toMatchObject(settings);
  });

  it("is disabled when it is made so", async () => {
    const { UUID: uuid } = await create({ Enabled: false });

    const mapping = json(await call("GET", `${PATH}${uuid}`));
    expect(mapping).toMatchObject({ State: "Disabled" });
    expect(mapping).not.toHaveProperty("Enabled");
  });

  it("is refused when the function reads the stream already", async () => {
    const { UUID: uuid } = await create();

    const response = await call("POST", PATH, { ...SETTINGS, FunctionName: FUNCTION });

    expect(response?.status).toBe(409);
    expect(json(response)).toMatchObject({
      __type: "ResourceConflictException",
      message: expect.stringContaining(`existing mapping with UUID ${uuid}`) as string,
    });
  });
});

it("an update changes what it names and nothing else", async () => {
  const { UUID: uuid } = await create({ BatchSize: 10 });

  const response = await call("PUT", `${PATH}${uuid}`, { MaximumRetryAttempts: 3, Enabled: false });

  expect(response?.status).toBe(202);
  expect(json(await call("GET", `${PATH}${uuid}`))).toMatchObject({
    BatchSize: 10,
    MaximumRetryAttempts: 3,
    State: "Disabled",
    FunctionArn: FUNCTION,
  });
});

it("a deleted mapping is gone", async () => {
  const { UUID: uuid } = await create();

  const deleted = await call("DELETE", `${PATH}${uuid}`);

  expect([deleted?.status, json(deleted)]).toEqual([202, expect.objectContaining({ UUID: uuid, State: "Deleting" })]);
  expect(await mappings.list()).toEqual([]);
  expect((await call("GET", `${PATH}${uuid}`))?.status).toBe(404);
});

it.each(["GET", "PUT", "DELETE"])("%s of an unknown mapping says that there is none", async (method) => {
  const response = await call(method, `${PATH}00000000-0000-0000-0000-000000000000`, {});

  expect(response?.status).toBe(404);
  expect(json(response)).toMatchObject({ __type: "ResourceNotFoundException" });
});

describe("the list of mappings", () => {
  it.each([
    ["all", "", ["deduplicator", "archiver"]],
    ["those of a function by its name", "?FunctionName=archiver", ["archiver"]],
    ["those of a function by its ARN", `?FunctionName=${encodeURIComponent(FUNCTION)}`, ["deduplicator"]],
    ["those of a stream", `?EventSourceArn=${encodeURIComponent(STREAM)}`, ["deduplicator", "archiver"]],
    ["none of another stream", "?EventSourceArn=arn%3Aother", []],
  ])("has %s", async (_title, query, expected) => {
    await create();
    await create({ FunctionName: "archiver" });

    const { EventSourceMappings: listed } = json(await call("GET", `${PATH}${query}`)) as {
      EventSourceMappings: { FunctionArn: string }[];
    };

    expect(listed.map(({ FunctionArn: arn }) => arn.split(":").at(-1))).toEqual(expected);
  });

  it("is what the poller reads, with the settings as they are now", async () => {
    const { UUID: uuid } = await create({ DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } } });
    await call("PUT", `${PATH}${uuid}`, { BatchSize: 7 });

    expect(await mappings.list()).toEqual([
      expect.objectContaining({
        UUID: uuid,
        BatchSize: 7,
        EventSourceArn: STREAM,
        FunctionArn: FUNCTION,
        DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
      }),
    ]);
  });
});

describe("tags", () => {
  const tagsPath = (arn: string) => `/2017-03-31/tags/${encodeURIComponent(arn)}`;

  it("given at creation are no setting, and are read by the mapping's ARN", async () => {
    const { EventSourceMappingArn: arn, ...mapping } = await create({ Tags: { team: "lake" } });

    expect(mapping).not.toHaveProperty("Tags");
    expect(json(await call("GET", tagsPath(arn)))).toEqual({ Tags: { team: "lake" } });
  });

  it("are added and removed one by one", async () => {
    const { EventSourceMappingArn: arn } = await create({ Tags: { team: "lake", stage: "dev", owner: "data" } });

    const added = await call("POST", tagsPath(arn), { Tags: { stage: "prod" } });
    const removed = await call("DELETE", `${tagsPath(arn)}?tagKeys=team&tagKeys=owner`);

    expect([added?.status, removed?.status]).toEqual([204, 204]);
    expect(json(await call("GET", tagsPath(arn)))).toEqual({ Tags: { stage: "prod" } });
  });

  it("of a function stay with moto", () => {
    expect(mappings.answer(pathCall("lambda", "GET", tagsPath(FUNCTION)))).toBeUndefined();
  });
});

it("leaves other paths alone", () => {
  expect(mappings.answer(pathCall("lambda", "GET", "/2015-03-31/functions"))).toBeUndefined();
});
