import path from "node:path";
import { environments } from "../../../environments";

/** This repository. */
export const PROJECT = path.join(__dirname, "..", "..", "..");

export const environmentNames = environments.map(({ name }) => name);

/** Name of the stack of one environment. @throws Error when there is no such environment */
export function environmentStack(name: string): string {
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment === undefined) {
    throw new Error(
      `There is no environment "${name}". Known: ${environmentNames.join(", ")} (environments/index.ts).`,
    );
  }
  return `${environment.namePrefix}-${environment.name}`;
}
