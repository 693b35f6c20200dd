import { DEDUPLICATE_VARIABLES } from "../interface";

/** What Terraform tells the function, by the keys of DEDUPLICATE_VARIABLES. */
export type Settings = Readonly<Record<Exclude<keyof typeof DEDUPLICATE_VARIABLES, "windowSeconds">, string>> & {
  /** Seconds, 1 or more. */
  readonly windowSeconds: number;
};

/**
 * Reads the settings from environment variables.
 *
 * @throws Error that names the variable, the value received and the rule, when one is absent, empty or not a number of
 *   seconds
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const read = (key: keyof typeof DEDUPLICATE_VARIABLES) => required(environment, DEDUPLICATE_VARIABLES[key]);
  return {
    indexTable: read("indexTable"),
    windowSeconds: wholeSeconds(DEDUPLICATE_VARIABLES.windowSeconds, read("windowSeconds")),
    deliveryStream: read("deliveryStream"),
    duplicatesQueue: read("duplicatesQueue"),
    quarantineQueue: read("quarantineQueue"),
    failuresBucket: read("failuresBucket"),
  };
}

function required(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    const state = value === undefined ? "not set" : "empty";
    throw new Error(
      `Environment variable ${name} is ${state}; the deduplicator needs it. Set it on the Lambda function.`,
    );
  }
  return value;
}

function wholeSeconds(name: string, value: string): number {
  if (!/^[1-9]\d{0,9}$/.test(value)) {
    throw new Error(
      `Environment variable ${name} is ${JSON.stringify(value)}; it must be a whole number of seconds, 1 or more.`,
    );
  }
  return Number(value);
}
