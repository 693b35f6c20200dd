import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { TerraformVariable, type TerraformStack } from "cdktf";
import { AlarmTopic } from "../../../modules/alarms";
import { Deduplicator, SideQueue } from "../../../modules/deduplicator";
import { EventLake } from "../../../modules/event-lake";
import { EventStream } from "../../../modules/event-stream";
import { LakeStorage } from "../../../modules/lake-storage";
import { ReaderRole } from "../../../modules/readers";
import { QueryWorkgroup } from "../../../modules/readers";
import { alarmTopic, catalogue, contracts, delivery, lakeStorage, place } from "../example-constructs";
import { synthesise } from "../synthesised";

function variable(scope: TerraformStack, type: string) {
  return new TerraformVariable(scope, "chosen", { type });
}

test("account and region may be what Terraform finds out", () => {
  const stack = synthesise((scope) => {
    const { accountId } = new DataAwsCallerIdentity(scope, "identity", {});
    const { name: region } = new DataAwsRegion(scope, "region", {});
    new SideQueue(scope, "queue", { accountId, region, name: "lake-duplicates" });
  });

  expect(stack.text).toContain("${data.aws_caller_identity.identity.account_id}");
});

test("names, days and addresses may be variables, alone and inside of a text", () => {
  const stack = synthesise((scope) => {
    const name = variable(scope, "string").stringValue;
    const { numberValue } = new TerraformVariable(scope, "days", { type: "number" });
    new LakeStorage(scope, "storage", { bucketName: `lake-${name}`, rawRetentionDays: numberValue });
    new AlarmTopic(scope, "alarms", { name, email: name, accountId: place.accountId });
    new EventStream(scope, "events", { name: `Not ${name} a name` });
  });

  expect(stack.config("aws_s3_bucket")["bucket"]).toBe("lake-${var.chosen}");
  expect(stack.text).toContain("${var.days}");
});

test("members of a list may be tokens, and the list itself may not: of each member something is made", () => {
  const reader = (scope: TerraformStack, assumedBy: readonly string[]) => {
    const lake = catalogue(scope, lakeStorage(scope));
    const props = { name: "queries", resultsBucketName: "lake-results", catalogue: lake, queries: [] };
    const workgroup = new QueryWorkgroup(scope, "queries", props);
    new ReaderRole(scope, "analyst", { ...place, name: "analyst", assumedBy, workgroup, catalogue: lake });
  };
  const stack = synthesise((scope) => {
    reader(scope, [variable(scope, "string").stringValue]);
  });

  expect(stack.text).toContain("var.chosen");
  expect(() =>
    synthesise((scope) => {
      reader(scope, variable(scope, "list(string)").listValue);
    }),
  ).toThrow(
    "stack/analyst: assumedBy: got a token; is a token, and what is made follows from it. Write the list itself; its members may be tokens.",
  );
});

test("what follows from a number that is a token is left to Terraform to compute", () => {
  const stack = synthesise((scope) => {
    const hours = variable(scope, "number").numberValue;
    const { numberValue: windowDays } = new TerraformVariable(scope, "window", { type: "number" });
    const stream = new EventStream(scope, "events", {
      name: "lake-events",
      retentionHours: hours,
      alarms: alarmTopic(scope),
    });
    new Deduplicator(scope, "deduplicator", {
      ...place,
      names: {
        function: "lake-deduplicator",
        index: "lake-ids",
        duplicatesQueue: "lake-duplicates",
        quarantineQueue: "lake-quarantine",
        failuresBucket: "lake-failures",
      },
      stream,
      delivery: delivery(scope),
      windowDays,
      contracts: '{"version":2,"contracts":[]}',
    });
  });

  expect(stack.config("aws_kinesis_stream")["retention_period"]).toBe("${var.chosen}");
  expect(stack.config("aws_cloudwatch_metric_alarm")["threshold"]).toBe("${(var.chosen * 900000)}");
  expect(stack.config("aws_lambda_event_source_mapping")["maximum_record_age_in_seconds"]).toBe(
    "${min((var.chosen * 3600), 604800)}",
  );
  expect(stack.text).toContain('"DEDUPLICATION_WINDOW_SECONDS": "${(var.window * 86400)}"');
  // What a token looks like to arithmetic.
  expect(stack.text).not.toMatch(/e\+2\d\d/);
});

test.each([
  [
    "traffic",
    (token: number) => ({ traffic: { eventsPerHour: token, averageEventBytes: 1_000 } }),
    "traffic.eventsPerHour",
  ],
  ["the interval of runs", (token: number) => ({ curation: { everyMinutes: token } }), "curation.everyMinutes"],
])("%s decides what is made, so a token is refused", (_what, props, key) => {
  expect(() =>
    synthesise((scope) => {
      new EventLake(scope, "lake", {
        ...place,
        namePrefix: "clicks",
        name: "dev",
        events: contracts,
        curationContracts: '{"version":2,"contracts":[]}',
        traffic: { eventsPerHour: 1_000, averageEventBytes: 1_000 },
        storage: { rawRetentionDays: 30 },
        alarmEmail: "platform@example.com",
        ...props(variable(scope, "number").numberValue),
      });
    }),
  ).toThrow(`stack/lake: ${key}: got a token; is a token, and what is made follows from it. Write the value itself.`);
});
