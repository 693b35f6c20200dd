import { METRICS_NAMESPACE, WATCHED_METRICS } from "../../lambda-src/interface";
import type { Chart, ChartMetric, DashboardSection } from "../dashboard";
import type { Deduplicator } from "../deduplicator";
import type { LandingDelivery, ParquetDelivery } from "../delivery";
import type { EventStream } from "../event-stream";

type Statistic = ChartMetric["statistic"];
type Lines = Readonly<Record<string, Statistic>>;

interface LakeParts {
  readonly stream: EventStream;
  readonly inFlight?: { readonly delivery: ParquetDelivery; readonly deduplicator: Deduplicator };
  readonly landing?: LandingDelivery;
}

/** What a lake's dashboard shows, in the order of the data's path. */
export function lakeSections({ stream, inFlight, landing }: LakeParts): DashboardSection[] {
  const ofStream = charts("AWS/Kinesis", { StreamName: stream.name });
  const deliveries = [
    ...(inFlight === undefined ? [] : [{ title: "Delivery", name: inFlight.delivery.name }]),
    ...(landing === undefined ? [] : [{ title: "Landing", name: landing.name }]),
  ];
  return [
    {
      title: "Stream",
      charts: [
        ofStream("Records put and read", { IncomingRecords: "Sum", "GetRecords.Records": "Sum" }),
        ofStream("Age of what is read, ms", { "GetRecords.IteratorAgeMilliseconds": "Maximum" }),
        ofStream("Throttled", {
          WriteProvisionedThroughputExceeded: "Sum",
          ReadProvisionedThroughputExceeded: "Sum",
        }),
      ],
    },
    ...(inFlight === undefined ? [] : inFlightSections(inFlight)),
    ...deliveries.map(({ title, name }) => {
      const ofDelivery = charts("AWS/Firehose", { DeliveryStreamName: name });
      return {
        title,
        charts: [
          ofDelivery("Records taken and written", { IncomingRecords: "Sum", "DeliveryToS3.Records": "Sum" }),
          ofDelivery("Age of the oldest, s", { "DeliveryToS3.DataFreshness": "Maximum" }),
          ofDelivery("Throttled, failed, partitions", {
            ThrottledRecords: "Sum",
            "FailedConversion.Records": "Sum",
            PartitionCount: "Maximum",
          }),
        ],
      };
    }),
  ];
}

function inFlightSections({
  deduplicator,
}: Pick<NonNullable<LakeParts["inFlight"]>, "deduplicator">): DashboardSection[] {
  const { function: deployed, index, duplicatesQueue, quarantineQueue } = deduplicator;
  const own = charts(METRICS_NAMESPACE, { Function: deployed.functionName });
  const ofFunction = charts("AWS/Lambda", { FunctionName: deployed.functionName });
  return [
    {
      title: "Deduplicator",
      charts: [
        own("Events", { Received: "Sum", Delivered: "Sum", Late: "Sum", Uncontracted: "Sum" }),
        own("Set aside", { Duplicates: "Sum", Quarantined: "Sum", [WATCHED_METRICS.failed]: "Sum" }),
        ofFunction("Errors and age", { Errors: "Sum", IteratorAge: "Maximum", Duration: "Maximum" }),
      ],
    },
    {
      title: "Index and queues",
      charts: [
        own("Claims", { [WATCHED_METRICS.claimTime]: "Average", [WATCHED_METRICS.lostRaces]: "Sum" }),
        charts("AWS/DynamoDB", { TableName: index.name })("Index", {
          ConsumedWriteCapacityUnits: "Sum",
          WriteThrottleEvents: "Sum",
        }),
        {
          title: "Messages waiting",
          metrics: [duplicatesQueue, quarantineQueue].map(({ name }) => ({
            namespace: "AWS/SQS",
            metric: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: name },
            statistic: "Maximum",
          })),
        },
      ],
    },
  ];
}

/** Makes charts of the metrics of one resource. */
function charts(namespace: string, dimensions: Readonly<Record<string, string>>) {
  return (title: string, lines: Lines): Chart => ({
    title,
    metrics: Object.entries(lines).map(([metric, statistic]) => ({ namespace, metric, dimensions, statistic })),
  });
}
