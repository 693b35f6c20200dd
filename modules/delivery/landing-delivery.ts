import type { Construct } from "constructs";
import type { IEventStream } from "../event-stream";
import { LAKE_PREFIXES } from "../lake-storage";
import { DeliveryStream, type DeliveryStreamProps } from "./delivery-stream";

export interface LandingDeliveryProps extends DeliveryStreamProps {
  /** Events are read from here. */
  readonly events: IEventStream;
}

/**
 * The Firehose delivery stream that reads the event stream itself, and writes every record as it came, with a line feed
 * behind it, compressed, to `landing/<arrival date>/<hour>/`, in UTC. It looks into no record, so that none can fail.
 *
 * It begins with what arrives after it is made: Firehose reads a stream from its end.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html
 */
export class LandingDelivery extends DeliveryStream {
  /** @throws Error naming construct, prop, value, rule and fix of each prop that Firehose would not take */
  constructor(scope: Construct, id: string, props: LandingDeliveryProps) {
    const { events } = props;
    super(scope, id, props, {
      roleDescription: "Writes events as they were sent to the lake",
      writes: "landing",
      prefix: `${LAKE_PREFIXES.landing}!{timestamp:yyyy-MM-dd}/!{timestamp:HH}/`,
      // The API takes the two characters \n for the line's end.
      processors: [["AppendDelimiterToRecord", { Delimiter: "\\n" }]],
      grantMore: (role) => {
        events.grantRead(role);
      },
      // No encryption setting of its own: AWS refuses one where the source is a Kinesis stream, which is encrypted itself.
      stream: (role) => ({ kinesisSourceConfiguration: { kinesisStreamArn: events.arn, roleArn: role.arn } }),
      destination: () => ({ compressionFormat: "GZIP" }),
      lateAlarmName: "landing-is-late",
      lateDescription:
        "The oldest event in the delivery stream waits longer than three buffer intervals. The event stream keeps what is not delivered until its retention ends.",
    });
  }
}
