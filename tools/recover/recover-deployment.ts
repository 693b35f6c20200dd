import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  Terraform,
  type TerraformDiagnostic,
  TerraformError,
  type TerraformOptions,
} from "@event-lake/plan-review/terraform";
import { importId, type Place } from "./import-id";

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
