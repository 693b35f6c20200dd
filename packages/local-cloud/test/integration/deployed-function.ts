import { CreateStreamCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { CreateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { pollUntil, isRunning } from "../poll-until";
import { http1 } from "../gateway/http-clients";
import { signedFor } from "../gateway/service-call";
import {
  ACCOUNT,
  clientsOf,
  REGION,
  shared,
  startCloudUnderTest,
  START_TIMEOUT_MILLISECONDS,
  type Clients,
  type CloudUnderTest,
} from "./cloud-under-test";
import { deployFunction } from "./deploy-function";
import { READ_STREAM } from "./roles";

/** Writes down what it was invoked with, and where it believes AWS to be. */
const CODE = `exports.handler = async ({ Records: records }) => {
  const data = records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
  console.log(JSON.stringify({ data, endpoint: process.env.AWS_ENDPOINT_URL }));
};`;

/** A stream of one shard with a function that reads it, and two records put in one call. */
async function putTwoRecords(clients: Clients, name: string): Promise<void> {
  const { kinesis, lambda } = clients;
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
  const Resource = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${name}`;
  await deployFunction(clients, name, CODE, { Action: READ_STREAM, Resource });
  await lambda.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: Resource,
      FunctionName: name,
      StartingPosition: "TRIM_HORIZON",
    }),
  );
  const records = ["first", "second"].map((data) => ({ PartitionKey: data, Data: Buffer.from(data) }));
  await kinesis.send(new PutRecordsCommand({ StreamName: name, Records: records }));
}

/** What a line of the function says. */
function received(line: string): { readonly data: readonly string[]; readonly endpoint: string } {
  return JSON.parse(line) as { data: string[]; endpoint: string };
}

/** moto writes one event to the function's log group for every invocation that it could not run. */
async function invocationsAtMoto(name: string): Promise<number> {
  const response = await fetch(shared.emulator.endpoint, {
    method: "POST",
    headers: { ...signedFor("logs"), "x-amz-target": "Logs_20140328.FilterLogEvents" },
    body: JSON.stringify({ logGroupName: `/aws/lambda/${name}` }),
  });
  return ((await response.json()) as { events: unknown[] }).events.length;
}

it("a deployed function runs when records arrive, with the gateway as its AWS", async () => {
  await putTwoRecords(shared.gateway, "through-the-gateway");

  const invocations = await pollUntil(
    () => Promise.resolve((shared.underTest.functionLines.get("through-the-gateway") ?? []).map(received)),
    (lines) => lines.flatMap(({ data }) => data).length >= 2,
  );

  expect(invocations.flatMap(({ data }) => data)).toEqual(["first", "second"]);
  expect(invocations[0]?.endpoint).toBe(shared.underTest.cloud.endpoint);
  expect(shared.underTest.errors).toEqual([]);
});

it("src/lambda/event-source-mappings.ts is still needed: moto alone invokes once a record, inside of the put", async () => {
  await putTwoRecords(shared.emulator, "at-moto");

  const invocations = await invocationsAtMoto("at-moto");

  if (invocations === 1) {
    throw new Error("moto invokes with batches now: look whether src/lambda/event-source-mappings.ts can go");
  }
  expect(invocations).toBe(2);
});

describe("after stop()", () => {
  let stopped: CloudUnderTest;
  let processIds: number[];

  beforeAll(async () => {
    stopped = await startCloudUnderTest();
    const clients = clientsOf(stopped.cloud.endpoint);
    await putTwoRecords(clients, "warm");
    await pollUntil(
      () => Promise.resolve(stopped.functionLines.get("warm") ?? []),
      ({ length }) => length > 0,
    );
    processIds = stopped.cloud.processIds();
    clients.destroy();
    await stopped.stop();
  }, START_TIMEOUT_MILLISECONDS);

  it("no process lives: not moto, and no function that waited for its next invocation", () => {
    expect(processIds.length).toBeGreaterThanOrEqual(2);
    expect(processIds.filter(isRunning)).toEqual([]);
    expect(stopped.cloud.processIds().filter(isRunning)).toEqual([]);
  });

  it("nobody answers at the gateway's port, nor at moto's", async () => {
    for (const endpoint of [stopped.cloud.endpoint, stopped.cloud.emulatorEndpoint]) {
      await expect(http1(endpoint)).rejects.toThrow("ECONNREFUSED");
    }
  });

  it("nothing went wrong on the way", () => {
    expect(stopped.errors).toEqual([]);
  });
});
