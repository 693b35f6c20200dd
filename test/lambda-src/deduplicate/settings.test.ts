import { readSettings } from "../../../lambda-src/deduplicate/settings";

const ENVIRONMENT = {
  DEDUPLICATION_INDEX_TABLE: "index",
  DEDUPLICATION_WINDOW_SECONDS: "604800",
  DELIVERY_STREAM: "events",
  DUPLICATES_QUEUE_URL: "https://queue/duplicates",
  QUARANTINE_QUEUE_URL: "https://queue/quarantine",
  FAILURES_BUCKET: "failures",
};

describe("readSettings", () => {
  test("reads every variable that Terraform sets", () => {
    expect(readSettings(ENVIRONMENT)).toEqual({
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
});
