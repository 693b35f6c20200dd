import type { Environment } from "../../environments/schema";
import type { Probe } from "./probe";
import type { VerifyClients } from "./verify-clients";

/** A part of the path, in the order in which an event passes them. */
export interface Station {
  readonly name: string;
  /** Waits until what was sent has passed it. @returns what was found. @throws Error saying what is missing */
  readonly look: (onProgress: (text: string) => void) => Promise<string>;
  /** Where to look when it fails. */
  readonly todo: string;
}

export interface StationsProps {
  readonly environment: Environment;
  readonly clients: VerifyClients;
  readonly probe: Probe;
  /** Table of the probe's contract, raw and Delta. */
  readonly table: string;
}
