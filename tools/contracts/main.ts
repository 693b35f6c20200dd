import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { environments } from "../../environments";
import { type EventContract, loadEventContract, loadEventContracts } from "../../events/event-contracts";
import { closestName } from "../closest-name";
import { program, runProgram } from "../program";
import { baseContracts, contractsInFolder } from "./base-contracts";
import { ACCEPTED_FILE, acceptedVersions, changesReport } from "./changes-report";
import { eventOutcomes } from "./event-outcomes";
import { outcomesReport } from "./outcomes-report";
import { writePages } from "./pages/write-pages";
import { sampleLines } from "./sample-lines";
import { pythonTypes } from "./types/python-types";
import { typeScriptTypes } from "./types/typescript-types";

const ROOT = path.join(__dirname, "../..");
const CONTRACTS = path.join(ROOT, "events");
const STANDARD_INPUT = "-";

const command = program(
  "contracts",
  "Checks event contracts, and events against them, by the code that is deployed. No cloud.",
);

interface CheckOptions {
  readonly events?: string;
  readonly all?: boolean;
}

command
  .command("check")
  .description("Says what is wrong with contracts, or what would become of each event of a file.")
  .argument("[path]", "a contract, or a folder of them", CONTRACTS)
  .option("--events <file>", "events, a JSON object a line; - for standard input")
  .option("--all", "a line for every event, those that are stored, too")
  .action((contractsPath: string, { events, all = false }: CheckOptions) => {
    runProgram(() => {
      const contracts = contractsAt(contractsPath);
      if (events === undefined) {
        const fields = contracts.reduce((sum, contract) => sum + contract.fields.length, 0);
        process.stdout.write(`${contracts.length} contracts with ${fields} fields are right.\n`);
        return;
      }
      const outcomes = eventOutcomes(eventsIn(events), contracts, Date.now() / 1000);
      const names = contracts.map(({ name }) => name);
      const report = outcomesReport(outcomes, events === STANDARD_INPUT ? "standard input" : events, names, all);
      process.stdout.write([...report.lines, ...report.summary, ""].join("\n"));
      if (!report.passed) process.exitCode = 1;
    });
  });

interface DiffOptions {
  readonly base: string;
  readonly accepted: string;
}

command
  .command("diff")
  .description(
    "Says what changes for producers and tables, field by field; fails on what breaks and nobody has accepted.",
  )
  .argument("[folder]", "with the contracts", CONTRACTS)
  .requiredOption("--base <ref>", "commit, branch or folder that the change starts from")
  .option("--accepted <file>", "versions of contracts that may break something", path.join(ROOT, ACCEPTED_FILE))
  .action((folder: string, { base, accepted }: DiffOptions) => {
    runProgram(() => {
      loadEventContracts(folder);
      const report = changesReport(baseContracts(base, folder), contractsInFolder(folder), acceptedVersions(accepted));
      process.stdout.write([...report.lines, ""].join("\n"));
      if (!report.passed) process.exitCode = 1;
    });
  });

interface SampleOptions {
  readonly count: number;
  readonly seed: number;
  readonly contracts: string;
}

command
  .command("sample")
  .description("Prints events that follow a contract, a line each.")
  .argument("<name>", "of the event, such as payment:order:completed")
  .option("--count <number>", "how many", wholeNumber, 1)
  .option("--seed <number>", "another seed makes other events", wholeNumber, 1)
  .option("--contracts <path>", "a contract, or a folder of them", CONTRACTS)
  .action((name: string, { count, seed, contracts: contractsPath }: SampleOptions) => {
    runProgram(() => {
      const contract = contractNamed(name, contractsAt(contractsPath), contractsPath);
      process.stdout.write(
        sampleLines(contract, count, seed, Date.now())
          .map((line) => `${line}\n`)
          .join(""),
      );
    });
  });

interface TypesOptions {
  readonly language: "typescript" | "python";
  readonly contracts: string;
}

command
  .command("types")
  .description(
    "Prints the code that a producer sends events with: their types, and validate() for before they are sent.",
  )
  .argument("[name]", "of one event, such as payment:order:completed", undefined)
  .addOption(new Option("--language <language>").choices(["typescript", "python"]).makeOptionMandatory())
  .option("--contracts <path>", "a contract, or a folder of them", CONTRACTS)
  .action((name: string | undefined, { language, contracts: contractsPath }: TypesOptions) => {
    runProgram(() => {
      const all = contractsAt(contractsPath);
      const contracts = name === undefined ? all : [contractNamed(name, all, contractsPath)];
      process.stdout.write(language === "typescript" ? typeScriptTypes(contracts) : pythonTypes(contracts));
    });
  });

interface PagesOptions {
  readonly out: string;
  readonly contracts: string;
}

command
  .command("pages")
  .description(
    "Writes the data dictionary: every event and field, its table, owner and classification, who may read it, a query.",
  )
  .option("--out <folder>", "where to", path.join(ROOT, ".cache", "data-dictionary"))
  .option("--contracts <path>", "a contract, or a folder of them", CONTRACTS)
  .action(({ out, contracts: contractsPath }: PagesOptions) => {
    runProgram(() => {
      const index = writePages(out, contractsAt(contractsPath), environments);
      process.stdout.write(`Open ${index}\n`);
    });
  });

command.parse();

function contractNamed(name: string, contracts: readonly EventContract[], contractsPath: string): EventContract {
  const contract = contracts.find((candidate) => candidate.name === name);
  if (contract !== undefined) return contract;
  const names = contracts.map((candidate) => candidate.name);
  const meant = closestName(name, names);
  const suggestion = meant === undefined ? `There are: ${names.join(", ")}.` : `Did you mean ${meant}?`;
  throw new Error(`No contract in ${contractsPath} names ${name}. ${suggestion}`);
}

function contractsAt(contractsPath: string): readonly EventContract[] {
  const isFile = statSync(contractsPath, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? [loadEventContract(contractsPath)] : loadEventContracts(contractsPath);
}

function eventsIn(file: string): Buffer {
  try {
    return readFileSync(file === STANDARD_INPUT ? 0 : file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--events ${file} cannot be read: ${reason}. Name a file with an event on each line.`, { cause });
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return Number(text);
}
