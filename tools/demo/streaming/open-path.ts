import { DescribeDeliveryStreamCommand, type FirehoseClient } from "@aws-sdk/client-firehose";
import { ListEventSourceMappingsCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { poll } from "./poll";

/**
 * Waits until events can flow: the event source mapping is enabled and the delivery stream active. Terraform may still be
 * at work on what nobody needs for that, the slow lifecycle rules above all.
 */
export async function waitForOpenPath(
  { lambda, firehose }: { readonly lambda: LambdaClient; readonly firehose: FirehoseClient },
  names: { readonly function: string; readonly deliveryStream: string },
  signal: AbortSignal,
): Promise<void> {
  await poll(
    async () => {
      const { EventSourceMappings: mappings = [] } = await lambda.send(
        new ListEventSourceMappingsCommand({ FunctionName: names.function }),
      );
      const enabled = mappings.some(
        ({ FunctionArn, State }) => State === "Enabled" && FunctionArn?.endsWith(`:${names.function}`),
      );
      return enabled && (await isActive(firehose, names.deliveryStream)) ? true : undefined;
    },
    { what: "A path for events", deadlineMilliseconds: 300_000, intervalMilliseconds: 500, signal },
  );
}

/** Waits until the delivery stream that reads the event stream is active: it skips what was sent before. */
export async function waitForLandingPath(
  { firehose }: { readonly firehose: FirehoseClient },
  names: { readonly landingDeliveryStream: string },
  signal: AbortSignal,
): Promise<void> {
  await poll(async () => ((await isActive(firehose, names.landingDeliveryStream)) ? true : undefined), {
    what: "A path for events",
    deadlineMilliseconds: 300_000,
    intervalMilliseconds: 500,
    signal,
  });
}

async function isActive(firehose: FirehoseClient, name: string): Promise<boolean> {
  try {
    const answer = await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }));
    return answer.DeliveryStreamDescription?.DeliveryStreamStatus === "ACTIVE";
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return false;
    throw error;
  }
}
