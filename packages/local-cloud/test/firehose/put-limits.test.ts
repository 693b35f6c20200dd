import { checkPutLimits } from "../../src/firehose/put-limits";

// https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
describe("Each PutRecordBatch request supports up to 500 records. Each record can be as large as 1,000 KB, up to 4 MB in all", () => {
  const bytes = (length: number) => new Uint8Array(length);

  it.each([
    ["500 records", Array.from({ length: 500 }, () => bytes(1))],
    ["a record of 1,024,000 bytes", [bytes(1_024_000)]],
    ["4 MiB", Array.from({ length: 8 }, () => bytes(512 * 1024))],
  ])("takes %s", (_, records) => {
    expect(() => {
      checkPutLimits(records);
    }).not.toThrow();
  });

  it.each([
    ["no record", [], "received 0 records"],
    ["501 records", Array.from({ length: 501 }, () => bytes(1)), "received 501 records"],
    ["a record of one byte more", [bytes(1), bytes(1_024_001)], "Records[1].Data: received 1024001 bytes"],
    ["one byte more than 4 MiB", [...Array.from({ length: 8 }, () => bytes(512 * 1024)), bytes(1)], "4194305 bytes"],
  ])("refuses %s and says what it received", (_, records, message) => {
    expect(() => {
      checkPutLimits(records);
    }).toThrow(
      expect.objectContaining({
        code: "InvalidArgumentException",
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});
