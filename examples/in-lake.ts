import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { curationContractsJson, loadEventContracts } from "event-lake/events";
import { EventLake } from "event-lake/modules/event-lake";

const place = { accountId: "444444444444", region: "eu-west-1" };
const events = loadEventContracts("events");

const app = new App();
const stack = new TerraformStack(app, "in-lake");
new AwsProvider(stack, "aws", { region: place.region, allowedAccountIds: [place.accountId] });
new EventLake(stack, "lake", {
  ...place,
  namePrefix: "clicks",
  name: "batch",
  // Firehose reads the stream itself, and the job checks, enriches and deduplicates: the same tables, an hour later.
  processing: "in-lake",
  events,
  curationContracts: curationContractsJson(events),
  traffic: { eventsPerHour: 10_000, averageEventBytes: 1_000 },
  storage: { rawRetentionDays: 90 },
  alarmEmail: "clicks@example.com",
});
app.synth();
