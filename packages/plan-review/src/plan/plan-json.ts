import { z } from "zod";

const pathSchema = z.array(z.union([z.string(), z.number()]));

/** One change of `resource_changes`, `resource_drift` or `output_changes`. Actions are free text: a new one must not end a review. */
const changeSchema = z.object({
  actions: z.array(z.string()),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: z.unknown().optional(),
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  replace_paths: z.array(pathSchema).optional(),
  importing: z.unknown().optional(),
});

const resourceChangeSchema = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  module_address: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change: changeSchema,
});

const configuredResourceSchema = z.object({
  address: z.string(),
  expressions: z.record(z.string(), z.unknown()).optional(),
});

/** A module as the code says it; the root module is one, and so is each call. */
export interface ConfiguredModule {
  readonly resources?: readonly z.infer<typeof configuredResourceSchema>[];
  readonly outputs?: Readonly<Record<string, { readonly expression?: unknown }>>;
  readonly module_calls?: Readonly<Record<string, { readonly module?: ConfiguredModule }>>;
}

const configuredModuleSchema: z.ZodType<ConfiguredModule> = z.object({
  resources: z.array(configuredResourceSchema).optional(),
  outputs: z.record(z.string(), z.object({ expression: z.unknown().optional() })).optional(),
  module_calls: z.record(z.string(), z.object({ module: z.lazy(() => configuredModuleSchema).optional() })).optional(),
});

/**
 * The JSON that `terraform show -json` gives for a saved plan, as far as it is read here. Tolerant on purpose: what a
 * later Terraform adds is passed over, what it leaves out is taken as empty.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
const planSchema = z.object({
  format_version: z.string(),
  errored: z.boolean().default(false),
  resource_changes: z.array(resourceChangeSchema).default([]),
  resource_drift: z.array(resourceChangeSchema).default([]),
  relevant_attributes: z.array(z.object({ resource: z.string(), attribute: pathSchema })).default([]),
  output_changes: z.record(z.string(), changeSchema).default({}),
  configuration: z.object({ root_module: configuredModuleSchema.optional() }).default({}),
});

export type PlanJson = z.infer<typeof planSchema>;
export type ResourceChangeJson = z.infer<typeof resourceChangeSchema>;
export type ChangeJson = z.infer<typeof changeSchema>;

/**
 * @param json what `terraform show -json <plan>` printed, parsed
 * @throws Error when it is no plan, or one of another major format than 1
 */
export function readPlanJson(json: unknown): PlanJson {
  const result = planSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.join(".") ?? "";
    throw new Error(
      `This is not the JSON of a Terraform plan: ${place === "" ? "the document" : `"${place}"`} ${issue?.message ?? "cannot be read"}. Write it with: terraform show -json <saved plan>`,
    );
  }
  const { format_version: version } = result.data;
  if (!version.startsWith("1.")) {
    throw new Error(
      `The plan has format_version "${version}"; this review reads 1.x (Terraform 1.0 and later). Use a Terraform of that format, or a later plan-review.`,
    );
  }
  return result.data;
}
