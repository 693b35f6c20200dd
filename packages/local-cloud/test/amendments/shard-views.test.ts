import { createHash } from "node:crypto";
import { isRecordOf, ShardViews } from "../../src/amendments/shard-views";

const END = 2n ** 128n - 1n;
const MIDDLE = 2n ** 127n;
const WHOLE = "shardId-000000000000";
const LOW = "shardId-000000000001";
const HIGH = "shardId-000000000002";

function oneShard(): ShardViews {
  return new ShardViews([
    {
      ShardId: WHOLE,
      HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(END) },
      SequenceNumberRange: undefined,
    },
  ]);
}

/** A key whose hash is in the lower, or the upper, half. */
function keyIn(half: "low" | "high"): string {
  for (let index = 0; ; index += 1) {
    const first = createHash("md5").update(`key-${index}`).digest()[0] ?? 0;
    if (first < 128 === (half === "low")) return `key-${index}`;
  }
}

it("gives the two halves of a closed shard the ranges, the parent and the beginning that they have", () => {
  const views = oneShard();

  views.split(WHOLE, MIDDLE, 7n);

  expect(views.list()).toEqual([
    {
      ShardId: WHOLE,
      HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(END) },
      SequenceNumberRange: { StartingSequenceNumber: "0", EndingSequenceNumber: "7" },
    },
    {
      ShardId: LOW,
      ParentShardId: WHOLE,
      HashKeyRange: { StartingHashKey: "0", EndingHashKey: String(MIDDLE - 1n) },
      SequenceNumberRange: { StartingSequenceNumber: "7" },
    },
    {
      ShardId: HIGH,
      ParentShardId: WHOLE,
      HashKeyRange: { StartingHashKey: String(MIDDLE), EndingHashKey: String(END) },
      SequenceNumberRange: { StartingSequenceNumber: "7" },
    },
  ]);
  expect(views.childrenOf(WHOLE).map(({ shardId }) => shardId)).toEqual([LOW, HIGH]);
});

it.each(["low", "high"] as const)("puts every record into one shard alone, here one of the %s half", (half) => {
  const views = oneShard();
  views.split(WHOLE, MIDDLE, 7n);
  const shards = [WHOLE, LOW, HIGH].map((shardId) => views.find(shardId));
  const holders = (sequence: number) =>
    shards.flatMap((view) =>
      view && isRecordOf(view, { PartitionKey: keyIn(half), SequenceNumber: String(sequence) }) ? [view.shardId] : [],
    );

  expect(holders(7)).toEqual([WHOLE]);
  expect(holders(8)).toEqual([half === "low" ? LOW : HIGH]);
  expect(views.openShardOf(WHOLE, { PartitionKey: keyIn(half) })?.shardId).toBe(half === "low" ? LOW : HIGH);
});

it("splits a child again", () => {
  const views = oneShard();
  views.split(WHOLE, MIDDLE, 7n);
  views.split(LOW, MIDDLE / 2n, 9n);

  const record = (SequenceNumber: string) => ({ PartitionKey: keyIn("low"), SequenceNumber });
  const child = views.find(LOW);
  const grandchild = views.openShardOf(WHOLE, record("10"));

  expect(grandchild?.parentShardId).toBe(LOW);
  expect(child && isRecordOf(child, record("9"))).toBe(true);
  expect(child && isRecordOf(child, record("10"))).toBe(false);
  expect(grandchild && isRecordOf(grandchild, record("10"))).toBe(true);
});

it.each([
  ["a shard that does not exist", "shardId-000000000009", MIDDLE, "does not exist"],
  ["a shard that is closed", WHOLE, MIDDLE, "already been merged or split"],
  ["a hash at the begin of the range", LOW, 0n, "not inside of its range"],
  ["a hash beyond the range", LOW, MIDDLE, "not inside of its range"],
])("refuses to split %s", (_, shardId, hash, message) => {
  const views = oneShard();
  views.split(WHOLE, MIDDLE, 7n);

  expect(() => {
    views.split(shardId, hash, 8n);
  }).toThrow(message);
});
