import { environments } from "../../environments";
import type { Environment, Processing } from "../../environments/schema";
import { validateEnvironments } from "../../environments/validate-environments";
import type { AppProgram } from "../synth/synthesise";

/**
 * The environments of this repository, one of them with another way of its events, checked as their files are.
 *
 * @throws Error when there is none of that name; InvalidEnvironmentError when it cannot have that way
 */
export function environmentsInMode(name: string, processing: Processing): readonly Environment[] {
  if (!environments.some((environment) => environment.name === name)) {
    throw new Error(`There is no environment "${name}". Known: ${environments.map((known) => known.name).join(", ")}.`);
  }
  const changed = environments.map((environment) =>
    environment.name === name ? { ...environment, processing, switchingFrom: undefined } : environment,
  );
  return validateEnvironments(
    Object.fromEntries(changed.map((environment) => [`environments/${environment.name}.ts`, environment])),
  );
}

/** Synthesises these environments, as main.ts does those of the files. */
export function appInMode(name: string, processing: Processing): AppProgram {
  return { file: "tools/local-deployment/app-in-mode.ts", args: [name, processing] };
}
