import { DeleteMessageBatchCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { takeProbeMessages } from "../../../tools/verify/probe-messages";

/** A queue with these events. @returns the receipts that were deleted, too */
function queueOf(...events: readonly string[]) {
  const deleted: (string | undefined)[] = [];
  const sqs = new SQSClient({ region: "eu-central-1" });
  sqs.middlewareStack.add(
    (_, { commandName }) =>
      ({ input }) => {
        if (commandName === DeleteMessageBatchCommand.name) {
          const { Entries = [] } = input as { Entries?: { ReceiptHandle?: string }[] };
          deleted.push(...Entries.map(({ ReceiptHandle }) => ReceiptHandle));
        }
        const body = (event: string) => JSON.stringify({ event_base64: Buffer.from(event).toString("base64") });
        const output =
          commandName === GetQueueUrlCommand.name
            ? { QueueUrl: "https://queue" }
            : { Messages: events.map((event) => ({ ReceiptHandle: event, Body: body(event) })) };
        return Promise.resolve({ response: {}, output: { ...output, $metadata: {} } });
      },
    { step: "initialize" },
  );
  return { sqs, deleted };
}

test("only the run's own messages are taken out of a queue", async () => {
  const { sqs, deleted } = queueOf(
    '{"probe_run":"this"}',
    '{"probe_run":"another"}',
    "half a JSON obj",
    '{"x":"this"}',
  );

  expect(await takeProbeMessages(sqs, "duplicates", "this")).toBe(2);
  expect(deleted).toEqual(['{"probe_run":"this"}', '{"x":"this"}']);
});

test("nothing is deleted where none is the run's", async () => {
  const { sqs, deleted } = queueOf('{"probe_run":"another"}');

  expect(await takeProbeMessages(sqs, "duplicates", "this")).toBe(0);
  expect(deleted).toEqual([]);
});
