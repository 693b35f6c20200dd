import path from "node:path";
import { environmentNamed } from "../../environments/environment-named";

/** This repository. */
export const PROJECT = path.join(__dirname, "..", "..");

/** Name of the stack of one environment. @throws Error when there is no such environment */
export function environmentStack(name: string): string {
  const { namePrefix } = environmentNamed(name);
  return `${namePrefix}-${name}`;
}
