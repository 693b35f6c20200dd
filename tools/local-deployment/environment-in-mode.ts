import { environments } from "../../environments";
import { environmentNamed } from "../../environments/environment-named";
import type { Environment, Processing } from "../../environments/schema";
import { validateEnvironments } from "../../environments/validate-environments";
import type { AppProgram } from "../synth/synthesise";

/**
 * The environments of this repository, one of them with another `processing`, checked as their files are.
 *
 * @throws Error when there is none of that name; InvalidEnvironmentError when it cannot have that `processing`
 */
export function environmentsInMode(name: string, processing: Processing): readonly Environment[] {
  const { name: known } = environmentNamed(name);
  const changed = environments.map((environment) =>
    environment.name === known ? { ...environment, processing, switchingFrom: undefined } : environment,
  );
  return validateEnvironments(
    Object.fromEntries(changed.map((environment) => [`environments/${environment.name}.ts`, environment])),
  );
}

/** Synthesises these environments, as main.ts does those of the files. */
export function appInMode(name: string, processing: Processing): AppProgram {
  return { file: "tools/local-deployment/app-in-mode.ts", args: [name, processing] };
}
