import { runJq } from "./jq";

/** Code under which Firehose reports a record whose keys it could not extract. */
const FAILED = "DynamicPartitioning.MetadataExtractionFailed";
/** Characters of JSON per run: a larger input costs memory, a smaller one the fixed price of a run. */
const MAX_RUN_CHARACTERS = 4 * 1024 * 1024;

/** Partition keys of a record, or why it has none. */
export type Extraction =
  { readonly keys: ReadonlyMap<string, string> } | { readonly errorCode: string; readonly errorMessage: string };

/**
 * Evaluates a `MetadataExtractionQuery` for many records.
 *
 * The keys are the members of the one object that the query makes; strings are taken as they are, numbers as jq writes
 * them, booleans as `true` and `false`. A record fails on its own when it is not JSON, when jq raises an error, when the
 * query makes anything but one object, and when a key is null, empty, an object or an array. A query that does not
 * compile fails every record.
 *
 * @param query jq 1.6.
 * @returns one extraction per record, in the same order.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
 */
export async function extractMetadata(query: string, records: readonly Uint8Array[]): Promise<Extraction[]> {
  const extractions: Extraction[] = records.map(() => failed("Non JSON record provided"));
  // Records run in batches, and one that jq refuses must not cost its neighbours theirs.
  const filter =
    `try [(${query}\n)] catch {"error": tostring} | if type == "array" then map(if type == "object" then ` +
    `map_values(if type == "number" then tostring else . end) else . end) else . end`;
  let batch: JsonRecord[] = [];
  let characters = 0;
  const runBatch = async () => {
    await extractBatch(filter, batch, extractions);
    batch = [];
    characters = 0;
  };
  for (const [index, record] of records.entries()) {
    const text = jsonText(record);
    if (text === undefined) {
      continue;
    }
    batch.push({ index, text });
    characters += text.length;
    if (characters >= MAX_RUN_CHARACTERS) {
      await runBatch();
    }
  }
  await runBatch();
  return extractions;
}

interface JsonRecord {
  readonly index: number;
  readonly text: string;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function jsonText(record: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(record);
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

async function extractBatch(filter: string, batch: readonly JsonRecord[], extractions: Extraction[]): Promise<void> {
  if (batch.length === 0) {
    return;
  }
  const run = await runJq(batch.map(({ text }) => text).join("\n"), filter);
  if ("lines" in run && run.lines.length === batch.length) {
    for (const [position, { index }] of batch.entries()) {
      extractions[index] = extractionOf(JSON.parse(run.lines[position] ?? "null"));
    }
    return;
  }
  if ("failure" in run && run.failure.includes("compile error")) {
    for (const { index } of batch) {
      extractions[index] = failed(`The query does not compile: ${run.failure}`);
    }
    return;
  }
  // A record stopped jq (nested too deep, or the query called halt or input): find it by halves.
  if (batch.length === 1) {
    const reason = "failure" in run ? run.failure : `the query made ${run.lines.length} results`;
    extractions[batch[0]?.index ?? 0] = failed(reason);
    return;
  }
  const middle = Math.ceil(batch.length / 2);
  await extractBatch(filter, batch.slice(0, middle), extractions);
  await extractBatch(filter, batch.slice(middle), extractions);
}

function extractionOf(result: unknown): Extraction {
  if (!Array.isArray(result)) {
    return failed(String((result as { error: unknown }).error));
  }
  const [object, ...others] = result as unknown[];
  if (others.length > 0 || typeof object !== "object" || object === null || Array.isArray(object)) {
    return failed(`partitionKeys must be one JSON object, the query made ${JSON.stringify(result)}`);
  }
  const keys = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    if (value === null || value === "") {
      return failed("partitionKeys values must not be null or empty");
    }
    if (typeof value === "object") {
      return failed(`partitionKeys values must be text, number or boolean; ${key} is ${JSON.stringify(value)}`);
    }
    keys.set(key, String(value));
  }
  return { keys };
}

function failed(errorMessage: string): Extraction {
  return { errorCode: FAILED, errorMessage };
}
