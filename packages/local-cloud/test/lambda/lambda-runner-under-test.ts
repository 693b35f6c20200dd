import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import type { DeployedFunction } from "../../src/lambda/deployed-functions";
import { systemClock } from "../../src/clock";
import type { InvocationResult } from "../../src/lambda/execution-environment";
import { LambdaRunner } from "../../src/lambda/lambda-runner";

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
    roleArn: "arn:aws:iam::123456789012:role/deduplicator",
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

/** A runner with at most one deployed function, new for each test. */
export class RunnerBench {
  current: DeployedFunction | undefined;
  readonly logged: string[] = [];
  readonly runner: LambdaRunner;

  /** @returns a bench with a work folder of its own. */
  static async create(): Promise<RunnerBench> {
    return new RunnerBench(await mkdtemp(join(tmpdir(), "lambda-runner-")));
  }

  private constructor(readonly workFolder: string) {
    this.runner = new LambdaRunner({
      functions: {
        find: (name) => Promise.resolve(name === this.current?.functionName ? this.current : undefined),
      },
      environment: { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "local" },
      workFolder,
      clock: systemClock,
      onLog: (functionName, line) => this.logged.push(`${functionName}: ${line}`),
    });
  }

  /** Ends all processes and removes the work folder. */
  async end(): Promise<void> {
    await this.runner.stop();
    await rm(this.workFolder, { recursive: true });
  }
}

/** The payload of an invocation that must succeed. */
export async function payloadOf(invoked: Promise<InvocationResult>): Promise<Record<string, unknown>> {
  const result = await invoked;
  if (result.kind !== "success") throw new Error(`${result.errorType}: ${result.errorMessage}`);
  return result.payload as Record<string, unknown>;
}
