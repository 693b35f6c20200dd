import type { ReviewRequest } from "../src/review-plan";
import { isList, isValues, type Values } from "../src/plan/values";
import type { PlanCase, StackConfiguration } from "../fixtures/cases/plan-case";
import { planCases } from "../fixtures/cases/plan-cases";
import { planOf } from "./reviewed-case";

/**
 * One plan of at least so many resources: the committed plans side by side, again and again, each copy with addresses,
 * names and ARNs of its own, with the code before and after.
 */
export function multipliedPlan(resources: number): Pick<ReviewRequest, "plan" | "head" | "base"> {
  const cases = planCases.flatMap((checkCases) => checkCases.cases);
  const copies: Values[] = [];
  const [head, base]: [Values[], Values[]] = [[], []];
  for (let index = 0, made = 0; made < resources; index += 1) {
    const planCase = cases[index % cases.length];
    if (planCase === undefined) throw new Error("There is no case to multiply.");
    const copy = renamed(planOf(planCase), planCase, index);
    made += listAt(copy, "resource_changes").length;
    copies.push(copy);
    head.push(renamed(planCase.after, planCase, index));
    base.push(renamed(planCase.before, planCase, index));
  }
  const plan = {
    ...copies[0],
    ...Object.fromEntries(
      ["resource_changes", "resource_drift", "relevant_attributes", "checks"].map((key) => [
        key,
        copies.flatMap((copy) => listAt(copy, key)),
      ]),
    ),
    configuration: {
      root_module: {
        resources: copies.flatMap((copy) =>
          listAt(valuesAt(valuesAt(copy, "configuration"), "root_module"), "resources"),
        ),
      },
    },
  };
  return { plan, head: mergedStacks(head), base: mergedStacks(base) };
}

const NAMES = /"(name|bucket|role|principal|function_name|table_name|alarm_name|id|url)":\s*"([^"]+)"/g;
const ARNS = /arn:aws:[\w-]+:[\w-]*:\d*:[^"\\]+/g;

function renamed(document: unknown, { before, after }: PlanCase, index: number): Values {
  const suffix = `_${index}`;
  const keys = [before, after].flatMap(({ resource = {} }) =>
    Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => ({ type, name }))),
  );
  let text = JSON.stringify(document).replace(NAMES, `"$1":"$2${suffix}"`).replace(ARNS, `$&${suffix}`);
  for (const { type, name } of uniqueKeys(keys)) {
    text = text.replace(new RegExp(`\\b${type}\\.${name}\\b`, "g"), `${type}.${name}${suffix}`);
  }
  const parsed: unknown = JSON.parse(text);
  if (!isValues(parsed)) throw new Error("The document is no object.");
  return isValues(parsed["resource"]) ? { resource: renamedKeys(parsed["resource"], suffix) } : parsed;
}

function uniqueKeys(keys: readonly { readonly type: string; readonly name: string }[]) {
  return [...new Map(keys.map((key) => [`${key.type}.${key.name}`, key])).values()];
}

function renamedKeys(resource: Values, suffix: string): Values {
  return Object.fromEntries(
    Object.keys(resource).map((type) => [
      type,
      Object.fromEntries(
        Object.entries(valuesAt(resource, type)).map(([name, values]) => [`${name}${suffix}`, values]),
      ),
    ]),
  );
}

function mergedStacks(stacks: readonly StackConfiguration[]): StackConfiguration {
  const resource: Record<string, Record<string, Values>> = {};
  for (const stack of stacks) {
    for (const [type, named] of Object.entries(stack.resource ?? {})) resource[type] = { ...resource[type], ...named };
  }
  return { resource };
}

function valuesAt(values: Values, key: string): Values {
  const value = values[key];
  return isValues(value) ? value : {};
}

function listAt(values: Values, key: string): readonly unknown[] {
  const value = values[key];
  return isList(value) ? value : [];
}
