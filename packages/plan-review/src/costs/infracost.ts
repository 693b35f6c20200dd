import { z } from "zod";
import type { CostLine } from "../review";

/** Infracost writes amounts as texts, and null where it knows none. */
const amountSchema = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((amount) => (amount === null || amount === undefined ? undefined : Number(amount)));
const breakdownSchema = z
  .object({
    resources: z
      .array(z.object({ name: z.string(), monthlyCost: amountSchema, monthlyUsageCost: amountSchema }))
      .nullish(),
  })
  .nullish();
const outputSchema = z.object({
  currency: z.string(),
  projects: z.array(z.object({ pastBreakdown: breakdownSchema, breakdown: breakdownSchema })),
});

type Resource = NonNullable<NonNullable<z.infer<typeof breakdownSchema>>["resources"]>[number];

/**
 * What a plan changes in the monthly bill, by Infracost, a line for what is paid by the hour and one for usage.
 *
 * @param json what `infracost breakdown --path plan.json --format json` printed, parsed
 * @throws Error when it is something else, or in another currency than the rest of the review
 * @see https://www.infracost.io/docs/features/cli_commands/#combined-output-formats
 */
export function infracostLines(json: unknown): readonly CostLine[] {
  const result = outputSchema.safeParse(json);
  if (!result.success) {
    throw new Error(
      `This is not Infracost's JSON:\n${z.prettifyError(result.error)}\nWrite it with: infracost breakdown --path plan.json --format json`,
    );
  }
  const { currency, projects } = result.data;
  if (currency !== "USD") {
    throw new Error(
      `Infracost's JSON is in ${currency}, and a review in USD. Run infracost with INFRACOST_CURRENCY=USD.`,
    );
  }
  return projects.flatMap(({ pastBreakdown, breakdown }) => {
    const before = byName(pastBreakdown?.resources);
    const after = byName(breakdown?.resources);
    return [...new Set([...before.keys(), ...after.keys()])]
      .sort()
      .flatMap((name) => lines(name, before.get(name), after.get(name)));
  });
}

function byName(resources: readonly Resource[] | null | undefined): ReadonlyMap<string, Resource> {
  return new Map((resources ?? []).map((resource) => [resource.name, resource]));
}

function lines(address: string, before: Resource | undefined, after: Resource | undefined): CostLine[] {
  const common = { address, note: "by Infracost" };
  const both = [
    { ...common, item: "capacity", basis: "capacity" as const, before: capacity(before), after: capacity(after) },
    { ...common, item: "usage", basis: "assumed usage" as const, before: usage(before), after: usage(after) },
  ];
  return both.filter((line) => line.before !== line.after);
}

/** What is not there costs nothing; what has no price is not known. */
function capacity(resource: Resource | undefined): number | undefined {
  if (resource === undefined) return 0;
  return resource.monthlyCost === undefined ? undefined : resource.monthlyCost - (resource.monthlyUsageCost ?? 0);
}

function usage(resource: Resource | undefined): number {
  return resource?.monthlyUsageCost ?? 0;
}
