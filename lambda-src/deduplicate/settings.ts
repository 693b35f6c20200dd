import {
  BUCKET_LOG_VARIABLES,
  type BucketGeometry,
  DEDUPLICATE_VARIABLES,
  INDEX_KINDS,
  MAX_SUB_BUCKET_BITS,
} from "../interface";

/** How the deduplication index is kept. */
export type IndexSettings =
  { readonly kind: "item-per-event" } | { readonly kind: "bucket-log"; readonly geometry: BucketGeometry };

type Variable = keyof typeof DEDUPLICATE_VARIABLES;

/** What Terraform tells the function, by the keys of DEDUPLICATE_VARIABLES. */
export type Settings = Readonly<Record<Exclude<Variable, "index" | "windowSeconds">, string>> & {
  readonly index: IndexSettings;
  /** Seconds, 1 or more. */
  readonly windowSeconds: number;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from environment variables.
 *
 * @throws Error that names the variable, the value received and the rule, when one is absent, empty or not what it must be
 */
export function readSettings(environment: Environment): Settings {
  const read = (key: Variable) => required(environment, DEDUPLICATE_VARIABLES[key]);
  return {
    index: indexSettings(environment),
    indexTable: read("indexTable"),
    windowSeconds: wholeSeconds(DEDUPLICATE_VARIABLES.windowSeconds, read("windowSeconds")),
    deliveryStream: read("deliveryStream"),
    duplicatesQueue: read("duplicatesQueue"),
    quarantineQueue: read("quarantineQueue"),
    failuresBucket: read("failuresBucket"),
  };
}

function indexSettings(environment: Environment): IndexSettings {
  const value = required(environment, DEDUPLICATE_VARIABLES.index);
  const kind = INDEX_KINDS.find((known) => known === value);
  if (kind === "item-per-event") return { kind };
  if (kind === "bucket-log") {
    const { slotSeconds, subBucketBits } = BUCKET_LOG_VARIABLES;
    return {
      kind,
      geometry: {
        slotSeconds: wholeSeconds(slotSeconds, required(environment, slotSeconds)),
        subBucketBits: bits(subBucketBits, required(environment, subBucketBits)),
      },
    };
  }
  throw new Error(
    `Environment variable ${DEDUPLICATE_VARIABLES.index} is ${JSON.stringify(value)}; it must be one of ${INDEX_KINDS.join(", ")}.`,
  );
}

function required(environment: Environment, name: string): string {
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

function bits(name: string, value: string): number {
  if (!/^\d{1,2}$/.test(value) || Number(value) > MAX_SUB_BUCKET_BITS) {
    throw new Error(
      `Environment variable ${name} is ${JSON.stringify(value)}; it must be a whole number of bits, 0 to ${MAX_SUB_BUCKET_BITS}.`,
    );
  }
  return Number(value);
}
