import fc from "fast-check";
import { EventProducer, type KinesisPutRecords } from "../../../lambda-src/producers";

type Input = Parameters<KinesisPutRecords["putRecords"]>[0];

/** What a call to Kinesis comes to: an answer in which some entries failed, or none at all. */
type Call = { readonly kind: "answer"; readonly failing: number } | { readonly kind: "lost" | "refused" };

/** A stream that takes some entries of a call and answers 200. */
class FakeStream implements KinesisPutRecords {
  readonly calls: Input[] = [];
  /** How often each record is in the stream. */
  readonly records = new Map<string, number>();

  constructor(private readonly plan: readonly Call[]) {}

  putRecords(input: Input) {
    const call = this.plan[this.calls.length] ?? { kind: "answer", failing: 0 };
    this.calls.push(input);
    if (call.kind === "refused") return Promise.reject(new Error("connection refused"));
    const failing = call.kind === "answer" ? call.failing : 0;
    const Records = input.Records.map(({ Data, PartitionKey }, index) => {
      // Every second, third, ... entry, beginning with another one in each call.
      if (failing > 0 && (index + this.calls.length) % failing === 0) {
        return { ErrorCode: "ProvisionedThroughputExceededException", ErrorMessage: "Rate exceeded for shard" };
      }
      if (!Buffer.from(Data).includes(`"event_uuid":"${PartitionKey}"`)) throw new Error(`${PartitionKey} is no id`);
      this.records.set(PartitionKey, (this.records.get(PartitionKey) ?? 0) + 1);
      return { SequenceNumber: "1" };
    });
    return call.kind === "lost" ? Promise.reject(new Error("socket hang up")) : Promise.resolve({ Records });
  }
}

const calls = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("answer" as const), failing: fc.nat({ max: 5 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("lost" as const, "refused" as const) }) },
  ),
  { maxLength: 12 },
);

function events(count: number, bytes: number) {
  return Array.from({ length: count }, (_, index) => ({
    event_uuid: `id-${index}`,
    event_name: "lesson:started",
    created_at: 1,
    text: "x".repeat(bytes),
  }));
}

const size = ({ Records }: Input) =>
  Records.reduce((sum, { Data, PartitionKey }) => sum + Data.byteLength + Buffer.byteLength(PartitionKey), 0);

test("every event is in the stream or told of, and one that Kinesis said it took is never sent again", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 700 }),
      fc.constantFrom(10, 20_000),
      calls,
      fc.integer({ min: 1, max: 4 }),
      async (count, bytes, plan, attempts) => {
        const stream = new FakeStream(plan);
        const producer = new EventProducer({
          kinesis: stream,
          streamArn: "arn",
          attempts,
          pause: () => Promise.resolve(),
        });
        const sending = events(count, bytes);

        const { sent, notSent } = await producer.send(sending);

        expect(sent + notSent.length).toBe(count);
        const missing = new Set(notSent.map(({ event }) => event.event_uuid));
        for (const { event_uuid: id } of sending) {
          if (!missing.has(id)) expect(stream.records.get(id)).toBeGreaterThanOrEqual(1);
        }
        const mayRepeat = plan.slice(0, stream.calls.length).some(({ kind }) => kind === "lost");
        if (!mayRepeat) expect([...stream.records.values()].every((times) => times === 1)).toBe(true);
        for (const call of stream.calls) {
          expect(call.Records.length).toBeLessThanOrEqual(500);
          expect(size(call)).toBeLessThanOrEqual(5 * 1024 * 1024);
        }
      },
    ),
    { numRuns: 50 },
  );
});
