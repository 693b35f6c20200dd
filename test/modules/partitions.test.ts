import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, TerraformVariable } from "cdktf";
import { EventLake } from "../../modules/event-lake";
import { partitionOf } from "../../modules/input-rules/regions";
import { stateBackendNames } from "../../modules/naming";
import { permissionsBoundaryArn, PipelineAccess } from "../../modules/pipeline-access";
import { StateBackend } from "../../modules/state-backend";
import { contracts } from "./example-constructs";
import { synthesise, synthesiseApp } from "./synthesised";

const accountId = "111111111111";

/** A lake with everything that a lake can have, its pipeline and its state, in a region of a partition. */
function everythingIn(region: string, partition: string) {
  const place = { accountId, region, namePrefix: "clicks" };
  const role = (name: string) => `arn:${partition}:iam::${accountId}:role/${name}`;
  return synthesiseApp((app) => {
    const stack = new TerraformStack(app, "stack");
    new AwsProvider(stack, "aws", { region });
    const names = stateBackendNames({ prefix: "clicks", accountId, region });
    const backend = new StateBackend(stack, "state", { names, accountId, region });
    new PipelineAccess(stack, "pipeline", {
      ...place,
      repository: "clicks/lake",
      oidcProvider: "existing",
      stateBucketArn: backend.bucket.arn,
      stateKeyArn: backend.encryptionKey.arn,
      lakes: [
        { name: "clicks-dev", environment: "dev", planRole: "plan", deployRole: "deploy", removalProtection: false },
      ],
    });
    for (const processing of ["in-flight", "in-lake"] as const) {
      const name = processing === "in-flight" ? "dev" : "other";
      new EventLake(stack, name, {
        ...place,
        name,
        events: contracts,
        curationContracts: '{"version":2,"contracts":[]}',
        traffic: { eventsPerHour: 1_000, averageEventBytes: 1_000 },
        storage: { rawRetentionDays: 30 },
        alarmEmail: "platform@example.com",
        processing,
        encryption: "customer-managed",
        administrators: [role("administrator")],
        readers: [
          { principal: role("analyst"), events: "all", rawData: true },
          { principal: role(`clicks-${name}-finance`), assumedBy: [role("finance")], events: "all" },
        ],
        externalReaders: {
          redshiftSpectrum: { databaseUsers: [`arn:${partition}:redshift:${region}:${accountId}:dbuser:cluster/user`] },
        },
        permissionsBoundary: permissionsBoundaryArn(place),
      });
    }
    return stack;
  });
}

test.each([
  ["us-gov-west-1", "aws-us-gov"],
  ["cn-north-1", "aws-cn"],
])("everything in %s is named in the partition %s, and nothing in another", (region, partition) => {
  const partitions = new Set(
    [...everythingIn(region, partition).text.matchAll(/arn:(aws[a-z-]*):/g)].map(([, p]) => p),
  );

  expect([...partitions]).toEqual([partition]);
});

test("CloudWatch Logs has a name of its own in China", () => {
  expect(everythingIn("cn-north-1", "aws-cn").text).toContain("logs.cn-north-1.amazonaws.com.cn");
  expect(everythingIn("us-gov-west-1", "aws-us-gov").text).toContain('logs.us-gov-west-1.amazonaws.com\\"');
});

test("a role of another partition than the lake's region is refused", () => {
  expect(() => everythingIn("us-gov-west-1", "aws")).toThrow(
    'administrators.0: got "arn:aws:iam::111111111111:role/administrator"; must be of the partition aws-us-gov, which us-gov-west-1 is of. Name something there.',
  );
});

test("Terraform finds the partition of a region that it learns later", () => {
  const stack = synthesise((scope) => {
    const region = new TerraformVariable(scope, "region", { type: "string" }).stringValue;
    scope.addOverride("output.partition.value", partitionOf(region));
  });

  expect(JSON.stringify(stack.outputs)).toContain(
    'startswith(var.region, \\"cn-\\") ? \\"aws-cn\\" : startswith(var.region, \\"us-gov-\\") ? \\"aws-us-gov\\" : \\"aws\\"',
  );
});
