import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import { SideQueue } from "../../../modules/deduplicator";
import { EventLake } from "../../../modules/event-lake";
import { contracts, place } from "../example-constructs";
import { synthesiseApp } from "../synthesised";

/** A queue in a stack with this provider, told to be in `place`. */
function queueWith(config: AwsProviderConfig | undefined, told = place) {
  return () =>
    synthesiseApp((app) => {
      const stack = new TerraformStack(app, "stack");
      new SideQueue(stack, "queue", { ...told, name: "lake-duplicates" });
      // Behind the construct: a provider may be added last.
      if (config) new AwsProvider(stack, "aws", config);
      return stack;
    });
}

test("a provider of another region than the construct was told stops synth, with both regions", () => {
  expect(queueWith({ region: "eu-west-1" })).toThrow(
    'stack/queue: region: got "eu-central-1"; the provider stack/aws makes resources in eu-west-1. Pass the region of the provider, or give the construct a stack with a provider of its own.',
  );
});

test.each([
  ["allows other accounts only", { allowedAccountIds: ["222222222222"] }],
  ["forbids it", { forbiddenAccountIds: [place.accountId] }],
])("a provider that %s stops synth", (_how, accounts) => {
  expect(queueWith({ region: place.region, ...accounts })).toThrow(
    'stack/queue: accountId: got "111111111111"; the provider stack/aws refuses this account.',
  );
});

test("a provider of the same region and account is right, and so is one that names neither", () => {
  expect(queueWith({ region: place.region, allowedAccountIds: [place.accountId] })).not.toThrow();
  expect(queueWith({})).not.toThrow();
});

test("a second provider of another region is no mistake where nothing of the construct uses it", () => {
  expect(() =>
    synthesiseApp((app) => {
      const stack = new TerraformStack(app, "stack");
      new AwsProvider(stack, "aws", { region: place.region });
      new AwsProvider(stack, "other", { region: "us-east-1", alias: "other" });
      new SideQueue(stack, "queue", { ...place, name: "lake-duplicates" });
      return stack;
    }),
  ).not.toThrow();
});

test("the provider that the resources themselves name counts, and not the stack's own", () => {
  expect(() =>
    synthesiseApp((app) => {
      const stack = new TerraformStack(app, "stack");
      new AwsProvider(stack, "aws", { region: place.region });
      const provider = new AwsProvider(stack, "other", { region: "us-east-1", alias: "other" });
      new SideQueue(stack, "queue", { ...place, name: "lake-duplicates" }).queue.provider = provider;
      return stack;
    }),
  ).toThrow("the provider stack/other makes resources in us-east-1");
});

test("a whole lake says it once, and not for each of its parts", () => {
  let message = "";
  try {
    synthesiseApp((app) => {
      const stack = new TerraformStack(app, "stack");
      new AwsProvider(stack, "aws", { region: "eu-west-1" });
      new EventLake(stack, "lake", {
        ...place,
        namePrefix: "clicks",
        name: "dev",
        events: contracts,
        curationContracts: '{"version":2,"contracts":[]}',
        traffic: { eventsPerHour: 1_000, averageEventBytes: 1_000 },
        storage: { rawRetentionDays: 30 },
        alarmEmail: "platform@example.com",
      });
      return stack;
    });
  } catch (error) {
    message = String(error);
  }

  expect(message.match(/region: got/g)).toHaveLength(1);
  expect(message).toContain('stack/lake: region: got "eu-central-1"');
});
