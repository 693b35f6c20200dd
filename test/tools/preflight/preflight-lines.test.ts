import type { DataLakeSettings } from "@aws-sdk/client-lakeformation";
import type { NameClients } from "../../../tools/preflight/taken-names";
import { accountLine, lakeFormationLine, regionLine, stateBucketLine } from "../../../tools/preflight/account-lines";
import { formatted } from "../../../tools/preflight/preflight-line";
import { concurrencyLine, deliveryLines, streamLine } from "../../../tools/preflight/quota-lines";
import { namedResources, resourcesInState, takenNamesLine } from "../../../tools/preflight/taken-names";
import { environmentNamed } from "../../fixtures/environments";

const dev = environmentNamed("dev");
const prod = environmentNamed("prod");

/** A client that answers each call alike. */
const answering = (answer: object) => ({ send: () => Promise.resolve(answer) });

/** A client that AWS answers with an error. */
function refusing(name: string, httpStatusCode = 400) {
  const error = Object.assign(new Error(`${name} it is`), { name, $metadata: { httpStatusCode } });
  return { send: () => Promise.reject(error) };
}

describe("the account", () => {
  test("a region that AWS does not have stops, with the one that was meant", () => {
    expect(regionLine({ name: "dev", region: "eu-centrall-1" })).toEqual({
      what: "region",
      found: "eu-centrall-1: AWS has no such region",
      verdict: "stop",
      needed: "a region that exists",
      todo: "Correct region in environments/dev.ts: eu-central-1?",
    });
    expect(regionLine({ name: "dev", region: "us-east-1" }).verdict).toBe("ok");
  });

  test("another account's credentials stop", async () => {
    const caller = { Account: "999999999999", Arn: "arn:aws:iam::999999999999:user/dana" };

    expect(await accountLine(answering(caller), dev)).toMatchObject({
      found: "999999999999, as arn:aws:iam::999999999999:user/dana",
      verdict: "stop",
      needed: `account ${dev.accountId} (environments/dev.ts)`,
    });
    expect((await accountLine(answering({ ...caller, Account: dev.accountId }), dev)).verdict).toBe("ok");
  });

  test("credentials that AWS does not know stop, with what AWS said", async () => {
    expect(await accountLine(refusing("InvalidClientTokenId"), dev)).toMatchObject({
      found: "cannot be read: InvalidClientTokenId: InvalidClientTokenId it is",
      verdict: "stop",
      needed: `the right sts:GetCallerIdentity, in ${dev.region}, which the account may have to enable`,
    });
  });

  test.each([
    ["is not there", refusing("NotFound", 404), "npm run bootstrap -- dev"],
    ["is another account's", refusing("Forbidden", 403), "Choose another namePrefix in environments/dev.ts"],
  ])("a state bucket that %s stops", async (_title, s3, todo) => {
    const line = await stateBucketLine(s3, dev);

    expect(line.verdict).toBe("stop");
    expect(line.todo).toContain(todo);
  });

  test("a state bucket that is there is ok", async () => {
    expect((await stateBucketLine(answering({}), dev)).verdict).toBe("ok");
  });

  test("Lake Formation's settings that the account stack would take away stop, with how to keep them", async () => {
    const settings: DataLakeSettings = {
      DataLakeAdmins: [{ DataLakePrincipalIdentifier: "arn:aws:iam::111111111111:role/other" }],
      AllowExternalDataFiltering: true,
    };
    const named = { administrators: [], readOnly: [] };

    const line = await lakeFormationLine(answering({ DataLakeSettings: settings }), dev, named);

    expect(line).toMatchObject({
      found:
        "the account stack would take away: administrator arn:aws:iam::111111111111:role/other; external engines that may filter data (none is listed)",
      verdict: "stop",
    });
    expect(line.todo).toContain("dataLakeAdministrators in environments/dev.ts");
    expect((await lakeFormationLine(answering({}), dev, named)).verdict).toBe("ok");
  });
});

describe("quotas", () => {
  const limits = { OnDemandStreamCount: 50, OnDemandStreamCountLimit: 50, OpenShardCount: 499, ShardLimit: 500 };
  const provisioned = { ...dev, stream: { ...dev.stream, mode: { kind: "provisioned" as const, shards: 2 } } };

  test.each([
    ["on-demand streams", dev, "50 of 50 on-demand streams are used", "1 more for the stream of dev"],
    ["shards", provisioned, "499 of 500 shards are used", "2 more for the stream of dev"],
  ])("an account without %s left stops", async (_title, environment, found, needed) => {
    expect(await streamLine(answering(limits), environment, false)).toMatchObject({ found, needed, verdict: "stop" });
  });

  test("a stream that is deployed is among those that there are", async () => {
    expect((await streamLine(answering(limits), dev, true)).verdict).toBe("ok");
  });

  test("a new account, which runs ten invocations at a time, is too small for what declares many shards", async () => {
    const account = (free: number) => answering({ AccountLimit: { UnreservedConcurrentExecutions: free } });
    const busy = { ...prod, traffic: { eventsPerHour: 20_000_000, averageEventBytes: 1_000 } };

    expect(await concurrencyLine(account(10), busy)).toMatchObject({
      found: "10 invocations at a time are not reserved",
      verdict: "stop",
    });
    expect((await concurrencyLine(account(10), dev)).verdict).toBe("ok");
    expect((await concurrencyLine(account(1000), busy)).verdict).toBe("ok");
  });

  test("quotas of Firehose that AWS does not give to all are to be checked by a person", () => {
    const delivery = { ...prod.delivery, activePartitionQuota: 2000, directPutMebibytes: 4 };
    const lines = deliveryLines({ ...prod, delivery, region: "eu-central-1" });

    expect(lines.map(({ verdict, todo }) => [verdict, todo])).toEqual([
      ["check", expect.stringContaining("delivery.activePartitionQuota")],
      ["check", expect.stringContaining("delivery.directPutMebibytes")],
    ]);
    expect(deliveryLines(dev).map(({ verdict }) => verdict)).toEqual(["ok", "ok"]);
    expect(deliveryLines({ ...prod, delivery, processing: "in-lake" })).toEqual([]);
  });
});

describe("names", () => {
  const stack = {
    aws_s3_bucket: { storage: { bucket: "lake" } },
    aws_kinesis_stream: { events: { name: "stream" } },
    aws_iam_role: { job: { name: "not looked up" } },
  };
  /** Clients of an account that has the bucket and nothing else. */
  function clients(s3: object): NameClients {
    const absent = refusing("ResourceNotFoundException");
    return { kinesis: absent, s3 } as unknown as NameClients;
  }
  const place = { name: "dev", accountId: dev.accountId };

  test("those that nothing has are free", async () => {
    const line = await takenNamesLine(clients(refusing("NotFound", 404)), place, namedResources(stack), []);

    expect(line).toMatchObject({ verdict: "ok", found: "2 are free; of 2, 0 are in Terraform's state" });
  });

  test.each([
    ["of this account", answering({})],
    ["of another account", refusing("Forbidden", 403)],
  ])("one that a bucket %s has stops", async (whose, s3) => {
    const line = await takenNamesLine(clients(s3), place, namedResources(stack), []);

    expect(line).toMatchObject({
      verdict: "stop",
      found: `taken, and not by Terraform: aws_s3_bucket lake (${whose}); of 2, 0 are in Terraform's state`,
    });
    expect(line.todo).toContain("npm run recover -- dev");
  });

  test("one that Terraform's state has is Terraform's own", async () => {
    const state = {
      version: 4,
      resources: [
        { mode: "managed", type: "aws_s3_bucket", instances: [{ attributes: { bucket: "lake" } }] },
        { mode: "data", type: "aws_kinesis_stream", instances: [{ attributes: { name: "read, not made" } }] },
      ],
    };

    const known = resourcesInState(JSON.stringify(state));

    expect(known).toEqual([{ type: "aws_s3_bucket", name: "lake" }]);
    expect((await takenNamesLine(clients(answering({})), place, namedResources(stack), known)).verdict).toBe("ok");
  });

  test("one that may not be looked up stops, with what AWS said", async () => {
    const line = await takenNamesLine(clients(refusing("Throttled", 503)), place, namedResources(stack), []);

    expect(line).toMatchObject({ verdict: "stop", found: "cannot be read: Throttled: Throttled it is" });
  });
});

test("a line that is not ok says what is needed and what to do, below it", () => {
  expect(
    formatted([
      { what: "region", found: "eu-central-1", verdict: "ok" },
      {
        what: "state bucket",
        found: "not there",
        verdict: "stop",
        needed: "a bucket",
        todo: "npm run bootstrap -- dev",
      },
    ]),
  ).toBe(
    [
      "ok     region        eu-central-1",
      "stop   state bucket  not there",
      "         needed: a bucket",
      "         to do:  npm run bootstrap -- dev",
      "",
    ].join("\n"),
  );
});
