import type { Environment } from "../../environments/schema";
import type { EventContract } from "../../events/event-contracts";
import type { StageLog } from "../stage-log";
import { accountLine } from "../preflight/account-lines";
import { makeProbe, PROBE_EVENT } from "./probe";
import { removal } from "./removal";
import type { Station } from "./station";
import { stationsOf } from "./stations";
import type { VerifyClients } from "./verify-clients";

export interface VerifyProps {
  readonly environment: Environment;
  readonly contracts: readonly EventContract[];
  readonly clients: VerifyClients;
  readonly log: Pick<StageLog, "stage">;
}

/** What one station came to. */
export interface StationResult {
  readonly station: string;
  readonly passed: boolean;
  /** What was found; where it failed, what is missing. */
  readonly found: string;
  readonly seconds: number;
  /** Where it failed. */
  readonly todo?: string;
}

/**
 * Sends events of a contract of their own through a deployed environment, looks at each station in the order of the path,
 * stops at the first that fails, and removes what has arrived in any case.
 *
 * @throws Error when nothing was sent: the credentials are another account's, or the contract is missing
 */
export async function verify({ environment, contracts, clients, log }: VerifyProps): Promise<readonly StationResult[]> {
  const table = probeTable(contracts);
  const account = await accountLine(clients.sts, environment);
  if (account.verdict === "stop") {
    throw new Error(`${account.found}; needed: ${account.needed ?? ""}. ${account.todo ?? ""}`);
  }
  const probe = makeProbe(Math.floor(Date.now() / 1000));
  const props = { environment, clients, probe, table };
  return lookInOrder(stationsOf(props), removal(props), log);
}

/** The table of the probes. @throws Error when their contract is missing */
export function probeTable(contracts: readonly EventContract[]): string {
  const contract = contracts.find(({ name }) => name === PROBE_EVENT);
  if (contract !== undefined) return contract.table;
  throw new Error(
    `There is no contract of ${PROBE_EVENT}: its file, events/platform.probe.json, is part of every lake. Take it back, and deploy.`,
  );
}

/** Looks at stations one after the other, up to the first that fails, and at the last one in any case. */
export async function lookInOrder(
  stations: readonly Station[],
  last: Station,
  log: Pick<StageLog, "stage">,
): Promise<readonly StationResult[]> {
  const results: StationResult[] = [];
  for (const station of stations) {
    const result = await lookAt(station, log);
    results.push(result);
    if (!result.passed) break;
  }
  return [...results, await lookAt(last, log)];
}

async function lookAt({ name, look, todo }: Station, log: Pick<StageLog, "stage">): Promise<StationResult> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  try {
    const found = await log.stage(name, look);
    return { station: name, passed: true, found, seconds: seconds() };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { station: name, passed: false, found, seconds: seconds(), todo };
  }
}

/** The verdict for a person: a line each, and what to do about the one that failed. */
export function verdictText(results: readonly StationResult[]): string {
  const width = Math.max(...results.map(({ station }) => station.length));
  const lines = results.flatMap(({ station, passed, found, seconds, todo }) => [
    `${passed ? "yes" : "NO "}  ${station.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${found}`,
    ...(todo === undefined ? [] : [`     ${" ".repeat(width)}            ${todo}`]),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}
