import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { isRunning, pollUntil } from "../poll-until";

jest.setTimeout(600_000);

const run = promisify(execFile);
/** The local cloud, and what it stands on that no registry has. */
const PACKAGES = ["local-cloud", "aws-rights"].map((name) => path.join(__dirname, "../../..", name));

/** Written as a user would: every client finds the cloud by the variables alone. */
const PROGRAM = `
const { CreateStreamCommand, KinesisClient, ListStreamsCommand } = require("@aws-sdk/client-kinesis");
const { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } = require("@aws-sdk/client-s3");
const kinesis = new KinesisClient({});
const s3 = new S3Client({ forcePathStyle: true });
const object = { Bucket: "bucket", Key: "key" };
(async () => {
  await kinesis.send(new CreateStreamCommand({ StreamName: "events", ShardCount: 1 }));
  const { StreamNames } = await kinesis.send(new ListStreamsCommand({}));
  const CreateBucketConfiguration = { LocationConstraint: process.env.AWS_REGION };
  await s3.send(new CreateBucketCommand({ Bucket: "bucket", CreateBucketConfiguration }));
  await s3.send(new PutObjectCommand({ ...object, Body: "content" }));
  const { Body } = await s3.send(new GetObjectCommand(object));
  console.log(JSON.stringify({ StreamNames, content: await Body.transformToString() }));
  process.exit();
})();
`;

let folder: string;
let command: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "local-cloud-package-"));
  const tarballs: string[] = [];
  for (const cwd of PACKAGES) {
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd });
    const [packed] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ filename: string }];
    tarballs.push(path.join(folder, packed.filename));
  }
  const user = path.join(folder, "user");
  mkdirSync(user);
  writeFileSync(path.join(user, "package.json"), JSON.stringify({ name: "user", private: true }));
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
  await run("npm", ["install", ...quiet, ...tarballs], { cwd: user });
  command = path.join(user, "node_modules/.bin/local-cloud");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A cloud of the installed command, once it listens, and the variables that it printed. */
async function startCommand(...args: readonly string[]) {
  const child = spawn(command, ["--port", "0", ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  child.stderr.on("data", (data: Buffer) => said.push(data.toString()));
  const printed: string[] = [];
  child.stdout.on("data", (data: Buffer) => printed.push(data.toString()));
  await pollUntil(
    () => Promise.resolve(said.join("")),
    (output) => output.includes("listens on") || child.exitCode !== null,
    300_000,
  );
  const lines = printed.join("").matchAll(/^export (\w+)='(.*)'$/gm);
  return { child, said, variables: Object.fromEntries([...lines].map(([, name = "", value = ""]) => [name, value])) };
}

/** Ids of a process and of all that came of it. */
function processTree(root: number): number[] {
  const all = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = (id: number): number[] => all.flatMap(([pid = 0, parent]) => (parent === id ? [pid] : []));
  return [root, ...childrenOf(root).flatMap(processTree)];
}

async function exitCodeOf(child: ChildProcess): Promise<unknown> {
  return child.exitCode ?? ((await once(child, "exit")) as [number | null])[0];
}

it("is a cloud for any program that has the printed variables, and leaves nothing running when it is ended", async () => {
  const { child, said, variables } = await startCommand("--account", "111122223333", "--region", "eu-west-1");
  const processes = processTree(child.pid ?? 0);
  const logs = /logs in (.+)/.exec(said.join(""))?.[1] ?? "";

  const program = spawn(process.execPath, ["-e", PROGRAM], {
    cwd: path.join(folder, "user"),
    env: { PATH: process.env["PATH"], ...variables },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const answer: unknown = JSON.parse(await text(program.stdout));
  child.kill("SIGTERM");

  expect(answer).toEqual({ StreamNames: ["events"], content: "content" });
  expect(variables["AWS_REGION"]).toBe("eu-west-1");
  expect(await exitCodeOf(child)).toBe(0);
  expect(processes.length).toBeGreaterThan(1);
  await pollUntil(
    () => Promise.resolve(processes.filter(isRunning)),
    ({ length }) => length === 0,
  );
  await expect(fetch(variables["AWS_ENDPOINT_URL"] ?? "")).rejects.toThrow("fetch failed");
  expect(existsSync(logs)).toBe(false);
});

it("is a library with types for every door that the package names", async () => {
  const doors = ["", "/installation", "/gateway", "/faults", "/firehose", "/dynamodb", "/loopback-guard"];
  const program = doors.map((door) => `console.log(Object.keys(require("@event-lake/local-cloud${door}")).length > 0)`);
  const installed = path.join(folder, "user/node_modules/@event-lake/local-cloud");
  const { exports } = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as {
    exports: Record<string, { types: string }>;
  };

  const { stdout } = await run(process.execPath, ["-e", program.join("\n")], { cwd: path.join(folder, "user") });

  expect(stdout.trim().split("\n")).toEqual(doors.map(() => "true"));
  expect(Object.keys(exports)).toEqual(doors.map((door) => `.${door}`));
  expect(Object.values(exports).filter(({ types }) => !existsSync(path.join(installed, types)))).toEqual([]);
});

it("says what is wrong with an option, and ends with 2; with 1 where it cannot start", async () => {
  const taken = mkdtempSync(path.join(folder, "taken-"));
  writeFileSync(path.join(taken, "thesis.txt"), "years of work");

  await expect(run(command, ["--account", "42"])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("It must have 12 digits.") as string,
  });
  await expect(run(command, ["--folder", taken])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("holds files that no local cloud wrote") as string,
  });
  expect(existsSync(path.join(taken, "thesis.txt"))).toBe(true);
});
