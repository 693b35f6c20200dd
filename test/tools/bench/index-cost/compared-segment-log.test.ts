import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { ENTRY_BYTES } from "../../../../lambda-src/deduplicate/index/log-entry";
import { IndexUsage } from "../../../../lambda-src/deduplicate/index/index-usage";
import type { Segment } from "../../../../lambda-src/deduplicate/index/segment-log";
import { ComparedSegmentLog } from "../../../../tools/bench/index-cost/compared-segment-log";
import { logTable } from "../../../../tools/bench/stores/stores";
import { type LocalDynamoDb, startLocalDynamoDb } from "../../../../tools/bench/stores/local-dynamodb";

const TABLE = "log";
let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
let runs = 0;

beforeAll(async () => {
  dynamodb = await startLocalDynamoDb([logTable(TABLE)]);
  client = new DynamoDBClient(dynamodb.configuration);
});

afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

const segment = fc.record({
  number: fc.integer({ min: 0, max: 120 }),
  bytes: fc.integer({ min: 1, max: 900 }).map((entries) => new Uint8Array(entries * ENTRY_BYTES).fill(entries)),
  expiresAt: fc.integer({ min: 1, max: 2_000_000_000 }),
});
const bucket = fc.constantFrom("a", "1790000000/5/", "1790000000/1000/01010101010101010101");
const call = fc.oneof(
  fc.record({ kind: fc.constant("append" as const), bucket, segment }),
  fc.record({ kind: fc.constant("read" as const), bucket, from: fc.integer({ min: 0, max: 121 }) }),
);

test("the counter and dynalite agree on every answer and every unit of any calls", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 25 }), async (calls) => {
      runs += 1;
      const usages = { counted: new IndexUsage(), reported: new IndexUsage() };
      const log = new ComparedSegmentLog({ client, table: TABLE, ...usages });

      for (const each of calls) {
        const key = `${runs}/${each.bucket}`;
        if (each.kind === "append") await log.append(key, each.segment);
        else await log.read(key, each.from);
      }

      const { appends, lostRaces, queries } = usages.reported;
      expect(usages.counted).toMatchObject({ appends, lostRaces, queries });
      expect(usages.counted.writeUnits - usages.reported.writeUnits).toBeGreaterThanOrEqual(lostRaces);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test("a counter that holds other items than dynalite is found out at once", async () => {
  const other: Segment = { number: 0, bytes: new Uint8Array(5_000), expiresAt: 1 };
  const log = new ComparedSegmentLog(
    { client, table: TABLE, counted: new IndexUsage(), reported: new IndexUsage() },
    new Map([["other", [other]]]),
  );

  await expect(log.append("other", other)).rejects.toThrow(
    "The counter and dynalite differ in the result of the append of segment 0 with 5000 bytes to bucket other: dynalite appended, the counter taken.",
  );
});
