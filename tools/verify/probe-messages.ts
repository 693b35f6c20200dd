import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/**
 * Takes probes out of a queue, and leaves all other messages in it: they are there again after the queue's visibility timeout.
 *
 * @param mark text that their events hold: a run's id, or what all probes have
 * @returns how many were taken by this call; 0 when the queue gives nothing
 */
export async function takeProbeMessages(sqs: SQSClient, queue: string, mark: string): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  const own = Messages.filter(({ Body = "" }) => eventOf(Body).includes(mark));
  if (own.length > 0) {
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: own.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }
  return own.length;
}

/** The event of a message as it was sent. A large one lies in S3: those of a run are small. */
function eventOf(body: string): string {
  const { event_base64: event = "" } = JSON.parse(body) as { readonly event_base64?: string };
  return Buffer.from(event, "base64").toString();
}
