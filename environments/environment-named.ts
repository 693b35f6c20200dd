import { environments } from ".";
import type { Environment } from "./schema";

export const environmentNames = environments.map(({ name }) => name);

/** @throws Error that lists the known names, when there is no such environment */
export function environmentNamed(name: string): Environment {
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment !== undefined) return environment;
  throw new Error(`There is no environment "${name}". Known: ${environmentNames.join(", ")} (environments/index.ts).`);
}
