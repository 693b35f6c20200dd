#!/usr/bin/env node
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { startLocalCloud } from "./local-cloud";
import { MOTO_LOG } from "./moto-server";

interface Options {
  readonly account: string;
  readonly region: string;
  readonly port: number;
  readonly folder?: string;
}

const command = new Command("local-cloud")
  .description(
    "AWS on this machine, for a streaming lake. Prints the variables that lead a shell to it and stays until Ctrl-C. " +
      "What was stored is gone then. The first start installs moto, with Python 3.11 or later.",
  )
  .option("--account <id>", "the account that everything belongs to, 12 digits", accountId, "123456789012")
  .option("--region <name>", "the region that everything is in", "eu-central-1")
  .option("--port <number>", "port of 127.0.0.1; 0 for any that is free", port, 4566)
  .option("--folder <path>", "empty folder for logs and unpacked functions (default: one that is removed at the end)")
  .addHelpText(
    "after",
    "\nThe variables go to standard output, everything else to standard error:\n" +
      "  local-cloud > cloud.sh &   # then, in any shell: source cloud.sh\n\n" +
      "Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 it could not start, 2 a wrong option",
  )
  .exitOverride(({ exitCode }) => {
    process.exit(exitCode === 0 ? 0 : 2);
  })
  .parse();

run(command.opts<Options>()).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  // Servers that had started already would keep this process alive. moto ends with it.
  process.exit(1);
});

async function run({ account, region, port, folder: named }: Options): Promise<void> {
  if (named !== undefined) refuseForeignFolder(named);
  const folder = named ?? mkdtempSync(path.join(os.tmpdir(), "local-cloud-"));
  const cloud = await startLocalCloud({
    accountId: account,
    region,
    port,
    folder,
    onProgress: say,
    onError: ({ message }) => {
      say(message);
    },
    onFunctionLog: (name, line) => {
      say(`${name}: ${line}`);
    },
  });
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) process.exit(1);
    ending = true;
    say(`${signal}: ending the local cloud`);
    void cloud.stop().then(() => {
      if (named === undefined) rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
  };
  process.on("SIGINT", end).on("SIGTERM", end);
  const variables = Object.entries(cloud.environment).map(([name, value]) => `export ${name}='${value}'\n`);
  process.stdout.write(variables.join(""));
  say(`The local cloud listens on ${cloud.endpoint}: account ${account}, region ${region}, logs in ${folder}`);
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

function accountId(value: string): string {
  if (/^\d{12}$/.test(value)) return value;
  throw new InvalidArgumentError("It must have 12 digits.");
}

function port(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

/** The folder is emptied first: only one that a local cloud made before may hold something. */
function refuseForeignFolder(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0 || existsSync(path.join(folder, MOTO_LOG))) return;
  throw new Error(`--folder ${folder} holds files that no local cloud wrote, and it would be emptied. Name another.`);
}
