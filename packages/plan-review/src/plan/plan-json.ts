import { z } from "zod";

/** Terraform leaves out what is not there; other tools that write plans put null. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(schema)
    .nullish()
    .transform((value) => value ?? []);
}

const pathSchema = z.array(z.union([z.string(), z.number()]));

/** One change of `resource_changes`, `resource_drift` or `output_changes`. Actions are free text: a new one must not end a review. */
const changeSchema = z.object({
  actions: z.array(z.string()),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: z.unknown().optional(),
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  replace_paths: optional(z.array(pathSchema)),
  importing: z.unknown().optional(),
});

/** Tools that shorten plans leave out the address, which can be told from the rest, and the mode, which mostly is managed. */
const resourceChangeSchema = z
  .object({
    address: optional(z.string()),
    previous_address: optional(z.string()),
    module_address: optional(z.string()),
    mode: optional(z.string()),
    type: z.string(),
    name: optional(z.string()),
    index: optional(z.union([z.string(), z.number()])),
    deposed: optional(z.string()),
    action_reason: optional(z.string()),
    change: changeSchema,
  })
  .transform(({ address, mode = "managed", name = "", index, ...rest }) => {
    const module = rest.module_address === undefined ? "" : `${rest.module_address}.`;
    const key = index === undefined ? "" : `[${JSON.stringify(index)}]`;
    return {
      ...rest,
      address: address ?? `${module}${mode === "data" ? "data." : ""}${rest.type}.${name}${key}`,
      mode,
    };
  });

const provisionerSchema = z.object({ type: z.string(), expressions: optional(z.record(z.string(), z.unknown())) });

const configuredResourceSchema = z.object({
  address: z.string(),
  expressions: optional(z.record(z.string(), z.unknown())),
  provisioners: z.array(provisionerSchema).optional(),
});

/** Something that runs when the plan is applied and is no resource. @see https://developer.hashicorp.com/terraform/language/invoke-actions */
const invocationSchema = z.object({
  address: z.string(),
  type: z.string(),
  config_values: z.unknown().optional(),
  config_sensitive: z.unknown().optional(),
});

/** What a later plan will do; of an action invocation, what it would invoke. */
const deferredChangeSchema = z.object({
  reason: optional(z.string()),
  resource_change: optional(resourceChangeSchema),
});
const deferredInvocationSchema = z.object({
  reason: optional(z.string()),
  action_invocation: optional(invocationSchema),
});

/** @see https://developer.hashicorp.com/terraform/internals/json-format#checks-representation */
const checkSchema = z.object({
  address: z.object({ to_display: z.string() }),
  status: z.string(),
  instances: listOf(z.object({ problems: listOf(z.object({ message: z.string() })) })),
});

/** A module as the code says it; the root module is one, and so is each call. */
export interface ConfiguredModule {
  readonly resources?: readonly z.infer<typeof configuredResourceSchema>[];
  readonly outputs?: Readonly<Record<string, { readonly expression?: unknown }>>;
  readonly module_calls?: Readonly<Record<string, { readonly module?: ConfiguredModule }>>;
}

const configuredModuleSchema: z.ZodType<ConfiguredModule> = z.object({
  resources: optional(z.array(configuredResourceSchema)),
  outputs: optional(z.record(z.string(), z.object({ expression: z.unknown().optional() }))),
  module_calls: optional(z.record(z.string(), z.object({ module: optional(z.lazy(() => configuredModuleSchema)) }))),
});

/** A module as the state has it: the only place where values stand of what is read, or of what a refresh alone leaves as it is. */
export interface StateModule {
  readonly resources: readonly { readonly values?: unknown; readonly sensitive_values?: unknown }[];
  readonly child_modules: readonly StateModule[];
}

const stateModuleSchema: z.ZodType<StateModule> = z.object({
  resources: listOf(z.object({ values: z.unknown().optional(), sensitive_values: z.unknown().optional() })),
  child_modules: listOf(z.lazy(() => stateModuleSchema)),
});

/**
 * The JSON that `terraform show -json` gives for a saved plan, as far as it is read here. Tolerant on purpose: what a
 * later Terraform adds is passed over, what it leaves out is taken as empty.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
const planSchema = z.object({
  format_version: optional(z.string()),
  // HCP Terraform's name of it, in the JSON of a run with the values taken out.
  plan_format_version: optional(z.string()),
  errored: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  resource_changes: listOf(resourceChangeSchema),
  resource_drift: listOf(resourceChangeSchema),
  prior_state: optional(z.object({ values: optional(z.object({ root_module: optional(stateModuleSchema) })) })),
  action_invocations: listOf(invocationSchema),
  // False when another plan has to follow: Terraform 1.8 and later.
  complete: optional(z.boolean()),
  deferred_changes: listOf(deferredChangeSchema),
  deferred_action_invocations: listOf(deferredInvocationSchema),
  checks: listOf(checkSchema),
  relevant_attributes: listOf(z.object({ resource: z.string(), attribute: pathSchema })),
  output_changes: z
    .record(z.string(), changeSchema)
    .nullish()
    .transform((value) => value ?? {}),
  configuration: z
    .object({ root_module: optional(configuredModuleSchema) })
    .nullish()
    .transform((value) => value ?? { root_module: undefined }),
});

export type PlanJson = z.infer<typeof planSchema>;
export type ResourceChangeJson = z.infer<typeof resourceChangeSchema>;
export type ChangeJson = z.infer<typeof changeSchema>;

/**
 * @param json what `terraform show -json <plan>` printed, parsed
 * @throws Error when it is no plan, or one of a format that nobody knew when this was written
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
  const version = result.data.format_version ?? result.data.plan_format_version;
  if (version === undefined) {
    throw new Error(
      `This is not the JSON of a Terraform plan: it has no format_version. Write it with: terraform show -json <saved plan>`,
    );
  }
  if (!/^(0\.[12]|1\.\d+)$/.test(version)) {
    throw new Error(
      `The plan has format_version "${version}"; this review reads 0.1, 0.2 and 1.x (Terraform 0.12 and later). Use a Terraform of that format, or a later plan-review.`,
    );
  }
  return result.data;
}
