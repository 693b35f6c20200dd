import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { curationContractsJson, loadEventContracts } from "event-lake/events";
import { EventLake } from "event-lake/modules/event-lake";

const place = { accountId: "444444444444", region: "eu-west-1" };
const events = loadEventContracts("events");

const app = new App();
const stack = new TerraformStack(app, "minimal");
new AwsProvider(stack, "aws", { region: place.region, allowedAccountIds: [place.accountId] });
new EventLake(stack, "lake", {
  ...place,
  namePrefix: "clicks",
  name: "dev",
  events,
  curationContracts: curationContractsJson(events),
  traffic: { eventsPerHour: 10_000, averageEventBytes: 1_000 },
  storage: { rawRetentionDays: 90 },
  alarmEmail: "clicks@example.com",
});
app.synth();
