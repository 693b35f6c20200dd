import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { curationContractsJson, loadEventContracts } from "event-lake/events";
import { Deduplicator } from "event-lake/modules/deduplicator";
import { ParquetDelivery } from "event-lake/modules/delivery";
import { EventStream } from "event-lake/modules/event-stream";

const place = { accountId: "444444444444", region: "eu-west-1" };
const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;

const app = new App();
const stack = new TerraformStack(app, "deduplicator-only");
new AwsProvider(stack, "aws", { region: place.region, allowedAccountIds: [place.accountId] });

new Deduplicator(stack, "deduplicator", {
  ...place,
  names: {
    function: "clicks-deduplicator",
    index: "clicks-index",
    duplicatesQueue: "clicks-duplicates",
    quarantineQueue: "clicks-quarantine",
    failuresBucket: `clicks-failures-${place.accountId}`,
  },
  stream: EventStream.fromStreamArn(stack, "stream", { arn: arnOf("kinesis", "stream/clicks") }),
  // The team's own consumer: it gets each event once, up to 500 in a record, one a line.
  delivery: ParquetDelivery.fromDeliveryStreamArn(stack, "delivery", {
    arn: arnOf("firehose", "deliverystream/clicks-to-warehouse"),
  }),
  windowDays: 7,
  // An index by the id alone: it asks nothing of the producers but an id.
  index: { kind: "item-per-event" },
  contracts: curationContractsJson(loadEventContracts("events")),
});
app.synth();
