import {
  FailedEntries,
  LostDeliveryAnswer,
  ItemThrottle,
  FunctionKill,
  ShardSplit,
  GatewayRestart,
} from "../../src/faults/fault-kinds";
import { errorResponse, CONNECTION_CUT, jsonResponse } from "../../src/gateway/service-message";
import { json, targetCall, fakeEmulator } from "../gateway/service-call";
import { delivery, functionCall, takingServices, putRecords } from "./function-calls";
import type { KillMoment } from "../../src/faults/fault-schedule";

describe("failed entries", () => {
  const FAILED = { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." };

  function failing(every: number) {
    const takenBefore: number[] = [];
    const fault = new FailedEntries((_, before) => takenBefore.push(before));
    fault.arm(every);
    return { fault, takenBefore, services: takingServices() };
  }

  it("answers 200 with failed entries in their places, and hands on the others only", async () => {
    const { fault, services, takenBefore } = failing(2);

    const answer = await fault.answer(delivery("trace-1", "a", "b", "c", "d"), services.forward);

    expect(answer?.status).toBe(200);
    expect(json(answer)).toEqual({
      FailedPutCount: 2,
      Encrypted: true,
      RequestResponses: [{ RecordId: "id-0" }, FAILED, { RecordId: "id-1" }, FAILED],
    });
    expect(services.taken).toEqual(["a", "c"]);
    expect([fault.failedEntries, takenBefore]).toEqual([2, [1]]);
  });

  it("fails a call of one entry as a whole, without a call behind it", async () => {
    const { fault, services, takenBefore } = failing(3);

    const answer = await fault.answer(delivery("trace-1", "a"), services.forward);

    expect(json(answer)).toEqual({ FailedPutCount: 1, Encrypted: true, RequestResponses: [FAILED] });
    expect(services.asked).toEqual([]);
    expect(takenBefore).toEqual([0]);
  });

  it("strikes one call, and none that is no function's delivery", async () => {
    const { fault, services } = failing(1);

    expect(fault.answer(functionCall("trace-1", "dynamodb", "PutItem"), services.forward)).toBeUndefined();
    expect(fault.waiting).toBe(1);
    await fault.answer(delivery("trace-1", "a"), services.forward);

    expect(fault.waiting).toBe(0);
    expect(fault.answer(delivery("trace-1", "a"), services.forward)).toBeUndefined();
  });

  it("passes on the refusal of a call, which is no partial failure", async () => {
    const { fault, takenBefore } = failing(2);
    const refusal = errorResponse("ResourceNotFoundException", "No such stream.");

    const answer = await fault.answer(delivery("trace-1", "a", "b"), () => Promise.resolve(refusal));

    expect(answer).toBe(refusal);
    expect([fault.failedEntries, takenBefore]).toEqual([0, []]);
  });
});

describe("lost delivery answer", () => {
  it("lets a delivery be taken, and cuts the connection in the answer's place, once", async () => {
    const services = takingServices();
    const fault = new LostDeliveryAnswer();
    fault.arm();

    expect(fault.answer(functionCall("trace-1", "dynamodb", "PutItem"), services.forward)).toBeUndefined();
    expect(await fault.answer(delivery("trace-1", "a"), services.forward)).toBe(CONNECTION_CUT);

    expect(services.taken).toEqual(["a"]);
    expect([fault.cutConnections, fault.waiting]).toEqual([1, 0]);
    expect(fault.answer(delivery("trace-1", "a"), services.forward)).toBeUndefined();
  });
});

describe("item throttle", () => {
  const claim = functionCall("trace-1", "dynamodb", "PutItem");
  let now: number;
  let throttle: ItemThrottle;

  beforeEach(() => {
    now = 1_000;
    throttle = new ItemThrottle({ now: () => now });
  });

  it("refuses as many item requests as it was told, in DynamoDB's words", async () => {
    throttle.arm(2);

    const answers = [await throttle.answer(claim), await throttle.answer(claim)];

    expect(answers.map((answer) => answer?.status)).toEqual([400, 400]);
    expect(json(answers[0])).toMatchObject({
      __type: expect.stringMatching(/#ProvisionedThroughputExceededException$/) as string,
    });
    expect(throttle.answer(claim)).toBeUndefined();
    expect([throttle.throttledRequests, throttle.waiting]).toEqual([2, 0]);
  });

  it("begins a second burst when the first is over", () => {
    throttle.arm(1);
    throttle.arm(1);
    expect(throttle.waiting).toBe(2);

    expect(throttle.answer(claim)).toBeDefined();
    expect(throttle.waiting).toBe(1);
    expect(throttle.answer(claim)).toBeDefined();
    expect(throttle.answer(claim)).toBeUndefined();
  });

  it("ends a burst after a while, however few requests it met, counted from the first of them", () => {
    throttle.arm(100);
    now += 60_000;
    expect(throttle.answer(claim)).toBeDefined();

    now += 1_500;

    expect(throttle.answer(claim)).toBeUndefined();
    expect([throttle.throttledRequests, throttle.waiting]).toEqual([1, 0]);
  });

  it("lets deliveries, and Terraform's calls of tables, alone", () => {
    throttle.arm(1);

    expect(throttle.answer(delivery("trace-1", "a"))).toBeUndefined();
    expect(throttle.answer(targetCall("dynamodb", "DescribeTable"))).toBeUndefined();
  });
});

describe("function kill", () => {
  const claim = functionCall("trace-1", "dynamodb", "PutItem");

  function killing(moment: KillMoment, isRunning = true) {
    const events: string[] = [];
    const services = takingServices();
    const fault = new FunctionKill({
      kill: (traceId) => {
        events.push(`${traceId} killed after ${services.asked.join(", ") || "nothing"}`);
        return Promise.resolve(isRunning);
      },
      onKill: (traceId) => events.push(`${traceId} lost`),
    });
    fault.arm(moment);
    return { fault, services, events };
  }

  it("kills after a claim was answered, and before any delivery", async () => {
    const { fault, services, events } = killing("after-claim");

    expect(fault.answer(delivery("trace-1", "a"), services.forward)).toBeUndefined();
    expect(fault.answer(functionCall("trace-1", "dynamodb", "GetItem"), services.forward)).toBeUndefined();
    expect(await fault.answer(claim, services.forward)).toBe(CONNECTION_CUT);

    expect(events).toEqual(["trace-1 lost", "trace-1 killed after PutItem"]);
    expect([fault.kills, fault.waiting]).toEqual([1, 0]);
  });

  it("kills before the delivery stream took the delivery", async () => {
    const { fault, services, events } = killing("before-delivery");

    expect(fault.answer(claim, services.forward)).toBeUndefined();
    expect(await fault.answer(delivery("trace-2", "a"), services.forward)).toBe(CONNECTION_CUT);

    expect(services.taken).toEqual([]);
    expect(events).toEqual(["trace-2 lost", "trace-2 killed after nothing"]);
  });

  it("kills after the delivery stream took the delivery, and before the answer", async () => {
    const { fault, services, events } = killing("after-delivery");

    expect(await fault.answer(delivery("trace-3", "a"), services.forward)).toBe(CONNECTION_CUT);

    expect(services.taken).toEqual(["a"]);
    expect(events).toEqual(["trace-3 lost", "trace-3 killed after PutRecordBatch"]);
  });

  it("kills once", async () => {
    const { fault, services } = killing("before-delivery");
    await fault.answer(delivery("trace-1", "a"), services.forward);

    expect(fault.answer(delivery("trace-1", "a"), services.forward)).toBeUndefined();
  });

  it("waits for another invocation when the one that it wanted is gone", async () => {
    const { fault, services } = killing("after-claim", false);
    await fault.answer(claim, services.forward);

    expect([fault.kills, fault.waiting]).toEqual([0, 1]);
  });

  it("lets Terraform and other callers alone, who have no invocation", () => {
    const { fault, services } = killing("before-delivery");
    const withoutTrace = functionCall("", "firehose", "PutRecordBatch");

    expect(fault.answer(withoutTrace, services.forward)).toBeUndefined();
  });
});

describe("shard split", () => {
  const SHARDS = [
    {
      ShardId: "closed",
      HashKeyRange: { StartingHashKey: "0", EndingHashKey: "9" },
      SequenceNumberRange: { EndingSequenceNumber: "5" },
    },
    { ShardId: "low", HashKeyRange: { StartingHashKey: "0", EndingHashKey: "99" }, SequenceNumberRange: {} },
    { ShardId: "high", HashKeyRange: { StartingHashKey: "100", EndingHashKey: "200" }, SequenceNumberRange: {} },
  ];

  function emulator(splitAnswer = jsonResponse({})) {
    return fakeEmulator(({ operation }) =>
      operation === "ListShards" ? jsonResponse({ Shards: SHARDS }) : splitAnswer,
    );
  }

  it.each([
    [0, "low", "49"],
    [1, "high", "150"],
    [6, "low", "49"],
  ])("splits an open shard of the producer's stream in the middle (choice %i: %s)", async (choice, shard, middle) => {
    const { asked, forward } = emulator();
    const fault = new ShardSplit();

    await fault.strike(choice, putRecords("a"), forward);

    const split = asked.at(-1);
    expect([split?.operation, split?.headers["x-amz-target"]]).toEqual(["SplitShard", "Kinesis_20131202.SplitShard"]);
    expect(json(split)).toEqual({ StreamName: "events", ShardToSplit: shard, NewStartingHashKey: middle });
    expect(fault.splits).toBe(1);
  });

  it("fails with Kinesis's answer when the split is refused", async () => {
    const { forward } = emulator(errorResponse("LimitExceededException", "Too many shards."));
    const fault = new ShardSplit();

    await expect(fault.strike(0, putRecords("a"), forward)).rejects.toThrow("SplitShard: ");
    expect(fault.splits).toBe(0);
  });
});

describe("gateway restart", () => {
  it("restarts one time after the other", async () => {
    const events: string[] = [];
    const fault = new GatewayRestart(async (milliseconds) => {
      events.push(`${milliseconds} down`);
      await Promise.resolve();
      events.push(`${milliseconds} up`);
    });

    await Promise.all([fault.strike(10), fault.strike(20)]);

    expect(events).toEqual(["10 down", "10 up", "20 down", "20 up"]);
    expect(fault.restarts).toBe(2);
  });
});
