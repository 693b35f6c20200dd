import { ShardSplit } from "../../src/faults/shard-split";
import { errorResponse, jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json } from "../gateway/service-call";
import { putRecords } from "./function-calls";

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
  return fakeEmulator(({ operation }) => (operation === "ListShards" ? jsonResponse({ Shards: SHARDS }) : splitAnswer));
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
