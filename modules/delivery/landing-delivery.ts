import type { Construct } from "constructs";
import type { EventStream } from "../event-stream";
import { LAKE_PREFIXES } from "../lake-storage";
import { DeliveryStream, type DeliveryStreamProps } from "./delivery-stream";
import { landingKeys, type LandingRouting } from "./landing-keys";
import { partitionQuery } from "./partition-prefix";

export interface LandingDeliveryProps extends DeliveryStreamProps, LandingRouting {
  /** Events are read from here. */
  readonly events: EventStream;
}

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessorParameter.html */
const MAX_QUERY_CHARACTERS = 5120;

/**
 * The Firehose delivery stream that reads the event stream itself, and writes what the producers sent, unchanged, as
 * compressed JSON lines to `landing/<table>/created_date=.../`. What is not JSON goes to `errors/metadata-extraction-failed/`.
 *
 * It begins with what arrives after it is made: Firehose reads a stream from its end.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html
 */
export class LandingDelivery extends DeliveryStream {
  /** @throws Error when a buffer is outside of what AWS allows, or there are more contracts than the query can name */
  constructor(scope: Construct, id: string, props: LandingDeliveryProps) {
    const { events, contractedEvents, windowDays } = props;
    const partitionKeys = landingKeys({ contractedEvents, windowDays });
    const { length } = partitionQuery(partitionKeys);
    if (length > MAX_QUERY_CHARACTERS) {
      throw new Error(
        `${id}: the jq query that names ${contractedEvents.length} contracts has ${length} characters; Firehose takes ${MAX_QUERY_CHARACTERS}. ` +
          "Shorten the names, or choose processing in flight, which has no such limit.",
      );
    }
    super(scope, id, props, {
      roleDescription: "Writes events as they were sent to the lake",
      writes: "landing",
      prefix: `${LAKE_PREFIXES.landing}!{partitionKeyFromQuery:table}/created_date=!{partitionKeyFromQuery:created_date}/`,
      partitionKeys,
      // The API takes the two characters \n for the line's end.
      behind: [["AppendDelimiterToRecord", { Delimiter: "\\n" }]],
      grantMore: (role) => {
        events.grantRead(role);
      },
      // No encryption setting of its own: AWS refuses one where the source is a Kinesis stream, which is encrypted itself.
      stream: (role) => ({ kinesisSourceConfiguration: { kinesisStreamArn: events.arn, roleArn: role.arn } }),
      destination: () => ({ compressionFormat: "GZIP" }),
      lateAlarmName: "landing-is-late",
      partitionsAlarmName: "landing-partitions-exceeded",
      lateDescription:
        "The oldest event in the delivery stream waits longer than three buffer intervals. The event stream keeps what is not delivered until its retention ends.",
    });
  }
}
