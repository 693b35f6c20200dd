import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { curationContractsJson, loadEventContracts } from "event-lake/events";
import { EventLake } from "event-lake/modules/event-lake";

const accountId = "444444444444";
const events = loadEventContracts("events");

const app = new App();
// IAM has a role of one name once in an account: each lake has a name of its own.
for (const [name, region] of [
  ["eu", "eu-west-1"],
  ["us", "us-east-1"],
] as const) {
  const stack = new TerraformStack(app, `clicks-${name}`);
  new AwsProvider(stack, "aws", { region, allowedAccountIds: [accountId] });
  new EventLake(stack, "lake", {
    accountId,
    region,
    namePrefix: "clicks",
    name,
    events,
    curationContracts: curationContractsJson(events),
    traffic: { eventsPerHour: 10_000, averageEventBytes: 1_000 },
    storage: { rawRetentionDays: 90 },
    alarmEmail: "clicks@example.com",
  });
}
app.synth();
