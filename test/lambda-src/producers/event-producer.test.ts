import type { Kinesis } from "@aws-sdk/client-kinesis";
import { EventProducer, type EventProducerProps, type KinesisPutRecords } from "../../../lambda-src/producers";

const event = { event_uuid: "a", event_name: "lesson:started", created_at: 1 };

/** A producer whose calls end one after the other like this, and how long it waited between them. */
function producer(answers: readonly (Error | string | undefined)[], props: Partial<EventProducerProps> = {}) {
  const pauses: number[] = [];
  let calls = 0;
  const kinesis: KinesisPutRecords = {
    putRecords: () => {
      const answer = answers[calls];
      calls += 1;
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve({ Records: [answer === undefined ? { SequenceNumber: "1" } : { ErrorCode: answer }] });
    },
  };
  const pause = (milliseconds: number) => {
    pauses.push(milliseconds);
    return Promise.resolve();
  };
  return { made: new EventProducer({ kinesis, streamArn: "arn", pause, ...props }), pauses, calls: () => calls };
}

test("the client of AWS fits", () => {
  const fits = (kinesis: Kinesis): KinesisPutRecords => kinesis;

  expect(fits).toBeDefined();
});

test("it waits longer before each try, up to five seconds", async () => {
  const { made, pauses } = producer(new Array<string>(9).fill("InternalFailure"));

  expect(await made.send([event])).toEqual({ sent: 1, notSent: [] });

  expect(pauses).toHaveLength(9);
  pauses.forEach((pause, index) => {
    const longest = Math.min(5_000, 200 * 2 ** index);
    expect(pause).toBeGreaterThanOrEqual(longest / 2);
    expect(pause).toBeLessThanOrEqual(longest);
  });
});

test("what no later try would change is told of at once", async () => {
  const denied = Object.assign(new Error("not authorized to perform: kinesis:PutRecords"), {
    name: "AccessDeniedException",
  });
  const { made, calls } = producer([denied]);

  expect(await made.send([event])).toEqual({
    sent: 0,
    notSent: [{ event, reason: "AccessDeniedException", detail: "not authorized to perform: kinesis:PutRecords" }],
  });
  expect(calls()).toBe(1);
});

test("after its last try an event is told of with Kinesis' code", async () => {
  const { made, calls } = producer(["InternalFailure", "InternalFailure"], { attempts: 2 });

  expect(await made.send([event])).toMatchObject({ sent: 0, notSent: [{ event, reason: "InternalFailure" }] });
  expect(calls()).toBe(2);
});

test("what the lake would not store is not sent, even without a contract", async () => {
  const { made, calls } = producer([]);
  const wrong = [
    { ...event, event_uuid: "" },
    { ...event, created_at: Date.now() },
    { ...event, text: '"'.repeat(600_000) },
  ];

  const { sent, notSent } = await made.send(wrong);

  expect([sent, calls()]).toEqual([0, 0]);
  expect(notSent.map(({ reason }) => reason)).toEqual(["invalid_value", "invalid_value", "too_large"]);
});

test("the generated validate decides, when it is given", async () => {
  const refusal = { reason: "missing_field", detail: "lesson_id is missing" } as const;
  const { made } = producer([], { validate: () => refusal });

  expect(await made.send([event])).toEqual({ sent: 0, notSent: [{ event, ...refusal }] });
});

test("a number of tries that is none is refused", () => {
  expect(() => producer([], { attempts: 0 })).toThrow(
    "EventProducer: attempts is 0; it must be a whole number of 1 or more.",
  );
});
