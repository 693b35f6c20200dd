import path from "node:path";
import { environments } from "../../../environments";
import type { Environment } from "../../../environments/schema";

/** This repository. */
export const PROJECT = path.join(__dirname, "..", "..", "..");

export const environmentNames = environments.map(({ name }) => name);

/** Name of the stack of one environment. @throws Error when there is no such environment */
export function environmentStack(name: string): string {
  const { namePrefix } = environmentNamed(name);
  return `${namePrefix}-${name}`;
}

/** @throws Error when there is no such environment */
export function environmentNamed(name: string): Environment {
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment !== undefined) return environment;
  throw new Error(`There is no environment "${name}". Known: ${environmentNames.join(", ")} (environments/index.ts).`);
}
