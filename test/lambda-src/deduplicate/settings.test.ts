import { readSettings } from "../../../lambda-src/deduplicate/settings";

const ENVIRONMENT = {
  DEDUPLICATION_INDEX: "bucket-log",
  DEDUPLICATION_INDEX_TABLE: "index",
  DEDUPLICATION_WINDOW_SECONDS: "604800",
  DELIVERY_STREAM: "events",
  DUPLICATES_QUEUE_URL: "https://queue/duplicates",
  QUARANTINE_QUEUE_URL: "https://queue/quarantine",
  FAILURES_BUCKET: "failures",
  DEDUPLICATION_SLOT_SECONDS: "5",
  DEDUPLICATION_SUB_BUCKET_BITS: "2",
};

describe("readSettings", () => {
  test("reads every variable that Terraform sets", () => {
    expect(readSettings(ENVIRONMENT)).toEqual({
      index: { kind: "bucket-log", geometry: { slotSeconds: 5, subBucketBits: 2 } },
      indexTable: "index",
      windowSeconds: 604_800,
      deliveryStream: "events",
      duplicatesQueue: "https://queue/duplicates",
      quarantineQueue: "https://queue/quarantine",
      failuresBucket: "failures",
    });
  });

  test.each(Object.keys(ENVIRONMENT))("names %s when it is not set, and when it is empty", (name) => {
    expect(() => readSettings({ ...ENVIRONMENT, [name]: undefined })).toThrow(`variable ${name} is not set`);
    expect(() => readSettings({ ...ENVIRONMENT, [name]: "" })).toThrow(`variable ${name} is empty`);
  });

  test.each(["0", "-1", "1.5", "7 days", "1e6"])("refuses a window of %s", (value) => {
    expect(() => readSettings({ ...ENVIRONMENT, DEDUPLICATION_WINDOW_SECONDS: value })).toThrow(
      `DEDUPLICATION_WINDOW_SECONDS is "${value}"; it must be a whole number of seconds, 1 or more.`,
    );
  });

  test("needs no geometry for one item per event", () => {
    const environment = {
      ...ENVIRONMENT,
      DEDUPLICATION_INDEX: "item-per-event",
      DEDUPLICATION_SLOT_SECONDS: undefined,
      DEDUPLICATION_SUB_BUCKET_BITS: undefined,
    };

    expect(readSettings(environment).index).toEqual({ kind: "item-per-event" });
  });

  test("refuses an index that it does not know", () => {
    expect(() => readSettings({ ...ENVIRONMENT, DEDUPLICATION_INDEX: "bloom" })).toThrow(
      'DEDUPLICATION_INDEX is "bloom"; it must be one of bucket-log, item-per-event.',
    );
  });

  test.each(["-1", "2.5", "21", "two"])("refuses %s bits", (value) => {
    expect(() => readSettings({ ...ENVIRONMENT, DEDUPLICATION_SUB_BUCKET_BITS: value })).toThrow(
      `DEDUPLICATION_SUB_BUCKET_BITS is "${value}"; it must be a whole number of bits, 0 to 20.`,
    );
  });
});
