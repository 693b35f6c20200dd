import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Terraform, TerraformError, type TerraformOptions } from "@event-lake/plan-review/terraform";
import type { TerraformDiagnostic } from "@event-lake/plan-review/terraform";

/** How the services say that a resource of this name is there already. */
const EXISTS = /already ?exists|is already created|AlreadyOwnedByYou|ResourceInUseException|ResourceConflictException/i;
/** Each round finds what could only be tried once its predecessors were in the state; the longest chain here is shorter. */
const MAX_ROUNDS = 8;
const IMPORTS = "recover.tf.json";

export interface RecoverOptions extends TerraformOptions, Place {
  /** Told of each resource that is taken into the state. */
  readonly onAdopted?: (address: string, id: string) => void;
}

/**
 * Finishes a deployment that was killed: applies the stack, and takes every resource that AWS has already, but the state has
 * not, into the state by Terraform's own import. Names follow from the environment, so what has the name is the
 * resource that the killed run was creating.
 *
 * @returns the number of resources that were taken into the state
 * @throws TerraformError for any other failure, as an apply would
 */
export async function recoverDeployment(options: RecoverOptions): Promise<number> {
  const terraform = new Terraform(options);
  const file = path.join(options.folder, IMPORTS);
  const adopted = new Map<string, string>();
  try {
    for (let round = 1; ; round += 1) {
      try {
        await terraform.apply();
        return adopted.size;
      } catch (error) {
        if (!(error instanceof TerraformError) || round === MAX_ROUNDS) throw error;
        const found = await findExisting(terraform, error.diagnostics, options);
        const news = [...found].filter(([address]) => !adopted.has(address));
        if (news.length === 0) throw error;
        for (const [address, id] of news) {
          adopted.set(address, id);
          options.onAdopted?.(address, id);
        }
        writeFileSync(file, JSON.stringify({ import: [...adopted].map(([to, id]) => ({ to, id })) }));
      }
    }
  } finally {
    rmSync(file, { force: true });
  }
}

async function findExisting(
  terraform: Terraform,
  diagnostics: readonly TerraformDiagnostic[],
  place: Place,
): Promise<Map<string, string>> {
  const existing = diagnostics.filter(({ address, message }) => address !== undefined && EXISTS.test(message));
  if (existing.length === 0) return new Map();
  const planned = await terraform.plannedValues();
  const ids = existing.flatMap(({ address = "", message }) => {
    const id = importId(address.slice(0, address.indexOf(".")), planned.get(address) ?? {}, place, message);
    return id === undefined || id === "" ? [] : [[address, id] as const];
  });
  return new Map(ids);
}

/** Attributes of a planned resource, as far as Terraform knows them. */
export type PlannedValues = Readonly<Record<string, unknown>>;

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What makes the import id of each type that AWS refuses to create twice. */
const IMPORT_IDS: Readonly<Record<string, (values: Named, place: Place) => string>> = {
  aws_athena_workgroup: ({ name }) => name,
  aws_cloudwatch_log_group: ({ name }) => name,
  aws_cloudwatch_log_stream: ({ name, log_group_name: group }) => `${group}:${name}`,
  aws_dynamodb_table: ({ name }) => name,
  aws_glue_catalog_database: ({ name }, { accountId }) => `${accountId}:${name}`,
  aws_glue_catalog_table: ({ name, database_name: database }, { accountId }) => `${accountId}:${database}:${name}`,
  aws_glue_crawler: ({ name }) => name,
  aws_glue_job: ({ name }) => name,
  aws_glue_security_configuration: ({ name }) => name,
  aws_glue_trigger: ({ name }) => name,
  aws_iam_role: ({ name }) => name,
  aws_kinesis_firehose_delivery_stream: ({ name }, { accountId, region }) =>
    `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`,
  aws_kinesis_stream: ({ name }) => name,
  aws_kms_alias: ({ name }) => name,
  aws_lakeformation_lf_tag: ({ key }, { accountId }) => `${accountId}:${key}`,
  aws_lambda_function: ({ function_name: name }) => name,
  aws_s3_bucket: ({ bucket }) => bucket,
};

type Named = Readonly<Record<"bucket" | "database_name" | "function_name" | "key" | "log_group_name" | "name", string>>;

/** AWS names the mapping that is there already, and nothing else does. */
const MAPPING_UUID = /existing mapping with UUID ([0-9a-f-]{36})/i;

/**
 * The id to import an existing resource by.
 *
 * @param message what AWS answered to the attempt to create it
 * @returns undefined for a type that is not known here
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs (section "Import" of each resource)
 */
export function importId(type: string, values: PlannedValues, place: Place, message: string): string | undefined {
  if (type === "aws_lambda_event_source_mapping") return MAPPING_UUID.exec(message)?.[1];
  const text = (name: string) => (typeof values[name] === "string" ? values[name] : "");
  return IMPORT_IDS[type]?.(
    {
      bucket: text("bucket"),
      database_name: text("database_name"),
      function_name: text("function_name"),
      key: text("key"),
      log_group_name: text("log_group_name"),
      name: text("name"),
    },
    place,
  );
}
