import { directPutQuota as localQuota } from "@event-lake/local-cloud/quotas/direct-put-quota";
import {
  checkActivePartitions,
  checkDirectPut,
  checkIndexKind,
  checkShards,
} from "../../../modules/event-lake/capacity";
import { directPutQuota } from "../../../modules/event-lake";

describe("the active partitions", () => {
  const check = (contracts: number, quota: number) => () => {
    checkActivePartitions("environments/prod.ts", { contracts, quota });
  };

  test("of a hundred contracts fit Firehose's default quota", () => {
    expect(check(100, 500)).not.toThrow();
  });

  test("of two hundred contracts are more, and the message says what to do", () => {
    expect(check(200, 500)).toThrow(
      "environments/prod.ts: 200 contracts over 3 dates can have 607 active partitions; " +
        "delivery.activePartitionQuota is 500, and Firehose would send the rest to errors/. " +
        "Ask AWS to raise the quota (up to 5,000) and write the new value.",
    );
  });

  test("may be as many as the quota, and not one more", () => {
    // 10 contracts and the table for events without one, over yesterday, today and tomorrow; late and rejected ones on two dates of arrival.
    const partitions = (10 + 1) * 3 + 2 * 2;

    expect(check(10, partitions)).not.toThrow();
    expect(check(10, partitions - 1)).toThrow(
      `can have ${partitions} active partitions; delivery.activePartitionQuota is ${partitions - 1}`,
    );
  });
});

describe("the kind of the index", () => {
  const check = (kind: "bucket-log" | "item-per-event", eventsPerHour: number) =>
    checkIndexKind("environments/prod.ts", kind, { eventsPerHour });

  test("may be a bucket log at any traffic", () => {
    expect(check("bucket-log", 5)).toBeUndefined();
    expect(check("bucket-log", 1_000_000_000)).toBeUndefined();
  });

  test("may be one item for each event below 110,000 events an hour; from there on a warning says what it means", () => {
    expect(check("item-per-event", 109_999)).toBeUndefined();
    expect(check("item-per-event", 110_000)).toBe(
      'environments/prod.ts: deduplication.index: got "item-per-event" at traffic.eventsPerHour 110000; ' +
        "that is a write for each event, and a bucket log costs a thirteenth of it or less. " +
        'Write "bucket-log" if producers keep created_at when they send an event again (docs/deduplication.md), or keep it if they cannot.',
    );
  });

  test("cannot be one item for each event where a table could not take twice the average writes", () => {
    expect(check("item-per-event", 72_000_000)).toBeDefined();
    expect(() => check("item-per-event", 72_000_001)).toThrow(
      /^environments\/prod\.ts: deduplication\.index: got "item-per-event"; .* 40001 writes a second at the peak, and DynamoDB gives a table 40000/,
    );
  });
});

describe("the delivery stream's quota", () => {
  const check = (eventsPerHour: number, quota: number) => () => {
    checkDirectPut("environments/prod.ts", { eventsPerHour, averageEventBytes: 1_000 }, quota);
  };

  test("takes a million events an hour of a kilobyte where AWS gives least, and not two million", () => {
    expect(check(1_000_000, 1)).not.toThrow();
    expect(check(2_000_000, 1)).toThrow(
      "environments/prod.ts: delivery.directPutMebibytes: got 1; traffic of 2000000 events an hour with 1000 bytes is 1.34 MiB a second " +
        "as delivered, at a peak of twice the average, and Firehose would refuse the rest. " +
        'Ask AWS to raise "Direct PUT" of Firehose in this region and write the new value, or set processing to "in-lake", which has no such quota.',
    );
    expect(check(2_000_000, 1.35)).not.toThrow();
  });

  test.each(["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1"])(
    "of %s is what the local cloud refuses beyond",
    (region) => {
      expect(directPutQuota(region)).toBe(localQuota(region).mebibytes);
    },
  );
});

describe("the shards of a provisioned stream", () => {
  const check = (shards: number, averageEventBytes: number) => () => {
    const traffic = { eventsPerHour: 3_600_000, averageEventBytes };
    checkShards("environments/prod.ts", traffic, { kind: "provisioned", shards });
  };

  test("are at least what the records of the peak need", () => {
    expect(check(2, 100)).not.toThrow();
    expect(check(1, 100)).toThrow(
      "environments/prod.ts: stream.mode.shards: got 1; traffic of 3600000 events an hour with 100 bytes needs 2 at a peak of " +
        'twice the average, and Kinesis would refuse the rest. Write 2, leave shards out to have 3, or write kind "on-demand".',
    );
  });

  test("are at least what the bytes of the peak need", () => {
    expect(check(20, 10_000)).not.toThrow();
    expect(check(19, 10_000)).toThrow("needs 20");
  });

  test("follow a declared peak, and are derived where they are left out", () => {
    const traffic = { eventsPerHour: 1_000_000, averageEventBytes: 100, peakEventsPerSecond: 5_000 };
    const checked = (shards?: number) => () => {
      checkShards("environments/prod.ts", traffic, { kind: "provisioned", shards });
    };

    expect(checked(4)).toThrow("needs 5 at its peak of 5000 a second");
    expect(checked(5)).not.toThrow();
    expect(checked()).not.toThrow();
  });

  test("are the service's business on demand", () => {
    const traffic = { eventsPerHour: 1_000_000_000, averageEventBytes: 10_000 };

    expect(() => {
      checkShards("environments/prod.ts", traffic, { kind: "on-demand" });
    }).not.toThrow();
  });
});
