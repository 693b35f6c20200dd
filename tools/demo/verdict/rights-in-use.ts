import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { RightInUse } from "@event-lake/local-cloud";
import type { Processing } from "../../../environments/schema";
import { DEMO_FOLDER } from "../demo-folder";

const rightsSchema = z.array(
  z.object({
    role: z.string(),
    statement: z.string(),
    action: z.string(),
    neededBy: z.object({ action: z.string(), resource: z.string() }).optional(),
  }),
);

/** Keeps which of the roles' rights a run needed, for `npm run prove-rights`. */
export function keepRights(mode: Processing, rights: readonly RightInUse[], folder = DEMO_FOLDER): void {
  writeFileSync(rightsFile(mode, folder), `${JSON.stringify(rights, null, 2)}\n`);
}

/** @throws Error when the demo has not run in that mode */
export function keptRights(mode: Processing, folder = DEMO_FOLDER): readonly RightInUse[] {
  const file = rightsFile(mode, folder);
  if (!existsSync(file)) {
    throw new Error(`${file}: there is none. Run the demo with --mode ${mode} first.`);
  }
  return rightsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

function rightsFile(mode: Processing, folder: string): string {
  return path.join(folder, `rights-${mode}.json`);
}
