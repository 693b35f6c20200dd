import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  BUCKET_LOG_VARIABLES,
  CONTRACTS_FILE,
  CONTRACTS_VERSION,
  DEDUPLICATE_VARIABLES,
} from "../../../lambda-src/interface";
import { deterministicZip } from "../../../modules/archive";
import { bundleFunction } from "../../build/function-bundle";
import { type DynaliteProcess, LOOPBACK_ENVIRONMENT, startDynalite } from "../stores/dynalite-process";
import { batchesOf } from "../traffic/event-traffic";
import { STORE_KINDS, STORE_NAMES, STORE_TABLES, type StoreKind } from "../stores/stores";
import { median, whole } from "../report/numbers";
import { EVENT_NAME, SAMPLE_CONTRACT, sampleRecord } from "../traffic/sample-record";
import { AVERAGE_EVENT_BYTES, indexSimulation, WINDOW_SECONDS } from "../traffic/stream-scenario";
import type { Goal, MeasureProps, Report } from "../report/report";
import { markdownTable, number, text } from "../report/markdown";

export interface PackageFigures {
  readonly zipBytes: number;
  /** From the start of the process to the first answer; the median of the runs. */
  readonly firstResultMs: number;
}

export interface PackageResult {
  readonly runs: number;
  readonly figures: Readonly<Record<StoreKind, PackageFigures>>;
}

const OURS = path.join(__dirname, "../../../lambda-src/deduplicate/handler");
const ENTRIES: Readonly<Record<StoreKind, string>> = {
  "bucket-log": OURS,
  "conditional-put": OURS,
  powertools: path.join(__dirname, "powertools-handler"),
};
const INDEX_KIND = { "bucket-log": "bucket-log", "conditional-put": "item-per-event", powertools: "item-per-event" };

/** How large each function is as Lambda stores it, and how long its first invocation takes, the functions in turn. */
export async function measurePackage({ quick, onProgress }: MeasureProps): Promise<PackageResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-bench-"));
  const runs = quick ? 1 : 11;
  const firehose = await startLoopbackFirehose();
  const milliseconds: Record<StoreKind, number[]> = { "bucket-log": [], "conditional-put": [], powertools: [] };
  const bytes: Record<StoreKind, number> = { "bucket-log": 0, "conditional-put": 0, powertools: 0 };
  const databases: DynaliteProcess[] = [];
  try {
    const starts = new Map<StoreKind, (run: number) => Promise<number>>();
    for (const kind of STORE_KINDS) {
      onProgress(`bundle and zip ${kind}`);
      const unpacked = path.join(folder, kind);
      bytes[kind] = unpack(kind, unpacked);
      const dynalite = await startDynalite(STORE_TABLES[kind](TABLE));
      databases.push(dynalite);
      starts.set(kind, (run) => firstResultMs(unpacked, eventFile(folder, run), environment(kind, dynalite, firehose)));
    }
    // The first start reads the files from the disk.
    for (let run = 0; run <= runs; run += 1) {
      onProgress(run === 0 ? "first start of each, not counted" : `start ${run} of ${runs}`);
      for (const [kind, start] of starts) {
        const taken = firehose.taken();
        const result = await start(run);
        if (firehose.taken() !== taken + 1) throw new Error(`${kind}: the first invocation did not deliver its event.`);
        if (run > 0) milliseconds[kind].push(result);
      }
    }
  } finally {
    await firehose.close();
    for (const database of databases) await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const figuresOf = (kind: StoreKind) => ({ zipBytes: bytes[kind], firstResultMs: median(milliseconds[kind]) });
  return {
    runs,
    figures: {
      "bucket-log": figuresOf("bucket-log"),
      "conditional-put": figuresOf("conditional-put"),
      powertools: figuresOf("powertools"),
    },
  };
}

const TABLE = "index";

/** @returns bytes of the zip */
function unpack(kind: StoreKind, folder: string): number {
  const contracts = { version: CONTRACTS_VERSION, contracts: [{ event_name: EVENT_NAME, fields: SAMPLE_CONTRACT }] };
  const files = new Map([
    ["index.js", bundleFunction(ENTRIES[kind]).code],
    [CONTRACTS_FILE, new TextEncoder().encode(JSON.stringify(contracts))],
  ]);
  mkdirSync(folder);
  for (const [name, contents] of files) writeFileSync(path.join(folder, name), contents);
  return deterministicZip(files).length;
}

/** An event that no other run has, created now. */
function eventFile(folder: string, run: number): string {
  const { traffic } = indexSimulation({ declaredPerHour: 1_000_000, lateShare: 0, durationSeconds: 60 });
  const [batch] = batchesOf({ ...traffic, startsAt: Math.floor(Date.now() / 1000), batchSize: 1, seed: run });
  const records = (batch ?? []).map((claim) => sampleRecord(claim, AVERAGE_EVENT_BYTES));
  const file = path.join(folder, `event-${run}.json`);
  writeFileSync(file, JSON.stringify({ Records: records }));
  return file;
}

function environment(kind: StoreKind, dynalite: DynaliteProcess, firehose: LoopbackFirehose): Record<string, string> {
  const { geometry } = indexSimulation({ declaredPerHour: 1_000_000, lateShare: 0, durationSeconds: 60 });
  return {
    ...LOOPBACK_ENVIRONMENT,
    AWS_LAMBDA_FUNCTION_NAME: "deduplicate",
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    AWS_ENDPOINT_URL: firehose.endpoint,
    [DEDUPLICATE_VARIABLES.index]: INDEX_KIND[kind],
    [DEDUPLICATE_VARIABLES.indexTable]: TABLE,
    [DEDUPLICATE_VARIABLES.windowSeconds]: String(WINDOW_SECONDS),
    [DEDUPLICATE_VARIABLES.deliveryStream]: "delivery",
    [DEDUPLICATE_VARIABLES.duplicatesQueue]: `${firehose.endpoint}/duplicates`,
    [DEDUPLICATE_VARIABLES.quarantineQueue]: `${firehose.endpoint}/quarantine`,
    [DEDUPLICATE_VARIABLES.failuresBucket]: "failures",
    [BUCKET_LOG_VARIABLES.slotSeconds]: String(geometry.slotSeconds),
    [BUCKET_LOG_VARIABLES.subBucketBits]: String(geometry.subBucketBits),
  };
}

/** Milliseconds from the start of the process to its answer. */
async function firstResultMs(folder: string, event: string, env: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [path.join(__dirname, "first-result.cjs"), folder, event], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, elapsed] = ["", 0];
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (elapsed === 0 && /^answer .*$/m.test(output)) elapsed = performance.now() - startedAt;
  });
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  if (!/^answer \{"batchItemFailures":\[\]\}$/m.test(output)) {
    throw new Error(`The first invocation in ${folder} did not succeed:\n${output}`);
  }
  return elapsed;
}

/** A Firehose on this machine that takes every record. */
export interface LoopbackFirehose {
  readonly endpoint: string;
  /** Records taken so far. */
  readonly taken: () => number;
  close(): Promise<void>;
}

export async function startLoopbackFirehose(): Promise<LoopbackFirehose> {
  let taken = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { Records = [] } = JSON.parse(Buffer.concat(chunks).toString()) as { Records?: unknown[] };
      const RequestResponses = Records.map(() => ({ RecordId: String(++taken) }));
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify({ FailedPutCount: 0, RequestResponses }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { endpoint: `http://127.0.0.1:${port}`, taken: () => taken, close };
}

export async function packageReport(props: MeasureProps): Promise<Report> {
  const result = await measurePackage(props);
  return { goals: goals(result), details: details(result) };
}

function goals({ figures }: PackageResult): Goal[] {
  const [ours, theirs] = [figures["bucket-log"], figures.powertools];
  return [
    { figure: "Zip smaller than on Powertools", goal: 1, measured: theirs.zipBytes / ours.zipBytes },
    { figure: "First result faster than on Powertools", goal: 1, measured: theirs.firstResultMs / ours.firstResultMs },
  ];
}

function details({ runs, figures }: PackageResult): string {
  return [
    markdownTable(
      [text("Store"), number("Zip bytes"), number("First result ms")],
      STORE_KINDS.map((kind) => [STORE_NAMES[kind], whole(figures[kind].zipBytes), whole(figures[kind].firstResultMs)]),
    ),
    "Measured: the deployment package as the stack builds it, which holds both of our stores, and the same function on Powertools, " +
      "bundled with the same options. The time is from the start of a process of Node, with the package unzipped, to the " +
      `answer to its first batch of one event, over a loopback Firehose and dynalite; medians of ${runs} start${runs === 1 ? "" : "s"}, in turn, after ` +
      "one that is not counted. A cold start on Lambda has the download of the package on top, and less processor.",
  ].join("\n\n");
}
