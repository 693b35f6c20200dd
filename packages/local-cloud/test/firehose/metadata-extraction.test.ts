import { spawnSync } from "node:child_process";

import { type Extraction, extractMetadata } from "../../src/firehose/metadata-extraction";
import { record } from "./emulator-double";

async function extract(query: string, ...values: unknown[]): Promise<Extraction[]> {
  return extractMetadata(query, values.map(record));
}

function keysOf(extraction: Extraction | undefined): Record<string, string> {
  return extraction !== undefined && "keys" in extraction ? Object.fromEntries(extraction.keys) : { failed: "yes" };
}

// The example of https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
const EXAMPLE = {
  type: { device: "mobile", event: "user_clicked_submit_button" },
  customer_id: "1234567890",
  event_timestamp: 1565382027,
  region: "sample_region",
};

it("evaluates the developer guide's jq expressions", async () => {
  const query =
    '{customer_id:.customer_id, device:.type.device, year:.event_timestamp|strftime("%Y"), month:.event_timestamp|strftime("%m"), day:.event_timestamp|strftime("%d"), hour:.event_timestamp|strftime("%H")}';

  const [extraction] = await extract(query, EXAMPLE);

  expect(keysOf(extraction)).toEqual({
    customer_id: "1234567890",
    device: "mobile",
    year: "2019",
    month: "08",
    day: "09",
    hour: "20",
  });
});

it("fails one record without its neighbours, in their order", async () => {
  const extractions = await extract("{a: .a}", { a: 1 }, "oops", { a: "é\n😀" }, 3, { a: false }, '{"a":2}{"a":3}');

  expect(extractions.map(keysOf)).toEqual([
    { a: "1" },
    { failed: "yes" },
    { a: "é\n😀" },
    { failed: "yes" },
    { a: "false" },
    { failed: "yes" },
  ]);
  expect(extractions[3]).toEqual({
    errorCode: "DynamicPartitioning.MetadataExtractionFailed",
    errorMessage: 'Cannot index number with string "a"',
  });
});

it("finds the record that stops jq, which allows 256 levels of nesting, among the others", async () => {
  const deep = `${'{"a":'.repeat(300)}1${"}".repeat(300)}`;

  const extractions = await extract("{b: .b}", { b: 1 }, { b: 2 }, deep, { b: 4 });

  expect(extractions.map(keysOf)).toEqual([{ b: "1" }, { b: "2" }, { failed: "yes" }, { b: "4" }]);
});

it.each([
  ["null", { a: null }],
  ["empty", { a: "" }],
  ["missing", {}],
])("refuses a key that is %s", async (_, value) => {
  expect(await extract("{a: .a}", value)).toMatchObject([
    { errorMessage: "partitionKeys values must not be null or empty" },
  ]);
});

it.each([
  ["an object as a key", "{a: {}}"],
  ["two results", ".a, .a"],
  ["no result", "empty"],
  ["text", '"a"'],
])("refuses %s", async (_, query) => {
  const [extraction] = await extract(query, { a: 1 });

  expect(keysOf(extraction)).toEqual({ failed: "yes" });
});

it("fails every record of a query that does not compile, with jq's message", async () => {
  expect(await extract("{a: .a", { a: 1 }, { a: 2 })).toEqual(
    Array(2).fill({
      errorCode: "DynamicPartitioning.MetadataExtractionFailed",
      errorMessage: expect.stringContaining("syntax error") as string,
    }),
  );
});

it("takes a query that ends in a comment", async () => {
  expect((await extract("{a: .a} # the table", { a: "x" })).map(keysOf)).toEqual([{ a: "x" }]);
});

it("leaves the process without listeners of its own and fetch as it was", async () => {
  const before = [process.listenerCount("unhandledRejection"), process.listenerCount("uncaughtException"), fetch];

  await extract("{a: .a}", { a: 1 });

  expect([process.listenerCount("unhandledRejection"), process.listenerCount("uncaughtException"), fetch]).toEqual(
    before,
  );
});

describe("compared with jq 1.6 of this machine", () => {
  const isInstalled = String(spawnSync("jq", ["--version"]).stdout).trim() === "jq-1.6";

  // Where 1.7 and 1.8 answer differently: numbers, `if` without `else`, `limit(0; ...)`, `ltrimstr` on no string.
  (isInstalled ? it : it.skip).each([
    "{k: .small}",
    "{k: .large}",
    "{k: (.float * 3)}",
    "{k: (if .text then .text end)}",
    "{k: (.text | ltrimstr(1))}",
    "{k: ([limit(0; 1, 2)] | length)}",
    '{k: (.text | split("-") | .[0] | ascii_upcase)}',
    '{k: (.epoch | floor | strftime("%Y-%m-%dT%H"))}',
    '{k: (.text | test("^a-"))}',
    "{k: (.text | pick(.a))}",
  ])("%s makes the same key or fails as well", async (query) => {
    const value = { small: 1e-7, large: 1e22, float: 0.1, text: "a-b", epoch: 1565382027.5 };
    const cli = spawnSync("jq", ["-r", `${query} | .k`], { input: JSON.stringify(value) });

    const [extraction] = await extract(query, value);

    expect(keysOf(extraction)).toEqual(cli.status === 0 ? { k: cli.stdout.toString().trim() } : { failed: "yes" });
  });
});
