import { DescribeDeliveryStreamCommand, type DeliveryStreamDescription } from "@aws-sdk/client-firehose";

import type { Clock } from "../clock";
import { ClockCache } from "./clock-cache";
import { validateDestination } from "./destination-rules";
import { type DestinationSettings, readSettings } from "./destination-settings";
import type { DeliveryStreamCatalog } from "./emulator-clients";
import { PutRefusedError } from "./put-limits";
import { unsupportedSettings } from "./unsupported-settings";

/** Milliseconds for which a description is taken as it is: an updated stream is seen within this time. */
const LIFETIME = 1000;

/** A delivery stream that can take records. */
export interface DeployedDeliveryStream {
  readonly settings: DestinationSettings;
  /** Whether producers put records (`DirectPut`); otherwise the service itself reads them from a source. */
  readonly directPut: boolean;
}

/** The delivery streams as they are deployed now, read back from the emulator. */
export class DeployedDeliveryStreams {
  private readonly streams: ClockCache<DeployedDeliveryStream>;

  constructor(
    private readonly catalog: DeliveryStreamCatalog,
    clock: Clock,
  ) {
    this.streams = new ClockCache(clock, LIFETIME);
  }

  /**
   * @throws PutRefusedError `ResourceNotFoundException` when there is no such stream or it is not ACTIVE,
   * `InvalidArgumentException` when its destination is none that the service, or this engine, would accept.
   */
  get(name: string): Promise<DeployedDeliveryStream> {
    return this.streams.get(name, () => this.read(name));
  }

  private async read(name: string): Promise<DeployedDeliveryStream> {
    const stream = await this.describe(name);
    const destinations = stream.Destinations?.[0];
    const destination = destinations?.ExtendedS3DestinationDescription ?? destinations?.S3DestinationDescription;
    if (destination === undefined) {
      throw new PutRefusedError(
        "InvalidArgumentException",
        `Delivery stream ${name} has no S3 destination, and the local cloud delivers to no other. Test it on AWS.`,
      );
    }
    const messages = [...validateDestination(destination), ...unsupportedSettings(destination)];
    if (messages.length > 0) {
      throw new PutRefusedError(
        "InvalidArgumentException",
        `Delivery stream ${name} has a destination that cannot be used. Mend its configuration: ${messages.join(" ")}`,
      );
    }
    return {
      settings: readSettings(stream, { ...destination, BucketARN: destination.BucketARN }),
      directPut: (stream.DeliveryStreamType ?? "DirectPut") === "DirectPut",
    };
  }

  private async describe(name: string): Promise<DeliveryStreamDescription> {
    let stream: DeliveryStreamDescription | undefined;
    try {
      const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: name });
      stream = (await this.catalog.send(command)).DeliveryStreamDescription;
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") {
        throw new PutRefusedError("ResourceNotFoundException", `Delivery stream ${name} not found. Create it first.`, {
          cause: error,
        });
      }
      throw error;
    }
    if (stream?.DeliveryStreamStatus !== "ACTIVE") {
      throw new PutRefusedError(
        "ResourceNotFoundException",
        `Delivery stream ${name} is ${stream?.DeliveryStreamStatus ?? "not described"}, not ACTIVE. Wait until it is.`,
      );
    }
    return stream;
  }
}
