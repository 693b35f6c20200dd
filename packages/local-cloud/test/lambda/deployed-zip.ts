import { createHash } from "node:crypto";
import { strToU8, zipSync } from "fflate";
import type { DeployedFunction } from "../../src/lambda/deployed-function";

/** A deployment package with the given files. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** A function deployed with `index.js`, or with several files. */
export function deployed(
  code: string | Readonly<Record<string, string>>,
  changes: Partial<DeployedFunction> = {},
): DeployedFunction {
  const zip = zipOf(typeof code === "string" ? { "index.js": code } : code);
  return {
    functionName: "deduplicator",
    functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:deduplicator",
    handler: "index.handler",
    runtime: "nodejs20.x",
    timeoutSeconds: 30,
    memoryMegabytes: 256,
    environment: {},
    codeSha256: createHash("sha256").update(zip).digest("base64"),
    zip,
    ...changes,
  };
}

/** A handler that returns the id of its process. */
export const REPORT_PID = "exports.handler = async () => ({ pid: process.pid });";
