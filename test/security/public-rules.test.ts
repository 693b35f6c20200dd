import { environmentNamed } from "../fixtures/environments";
import { constructId, synthesiseAccount, synthesiseEventLake } from "../stacks/synthesised-environments";
import { iamRules } from "./rules/iam-rules";
import { lambdaRules } from "./rules/lambda-rules";
import { messagingRules } from "./rules/messaging-rules";
import { operationsRules } from "./rules/operations-rules";
import type { Rule } from "./rules/rule";
import { s3Rules } from "./rules/s3-rules";
import { streamRules } from "./rules/stream-rules";

const RULES = [...s3Rules, ...streamRules, ...messagingRules, ...lambdaRules, ...operationsRules, ...iamRules];

const prod = environmentNamed("prod");
const all = [...synthesiseEventLake(prod).resources, ...synthesiseAccount(prod).resources];

/** What the rule looks at, and the part of it that does not keep the rule; by construct id. */
function examine(rule: Rule) {
  const examined = all.filter(({ type }) => type === rule.type);
  return {
    examined: examined.map(constructId),
    offenders: examined.filter((resource) => !rule.holds(resource, all)).map(constructId),
  };
}

describe("prod keeps the rules that checkov, trivy and cdk-nag publish:", () => {
  const kept = RULES.filter(({ waiver }) => waiver === undefined);

  test.each(kept)("$type: $demands ($ids)", (rule) => {
    const { examined, offenders } = examine(rule);

    expect(examined.length).toBeGreaterThan(0);
    expect(offenders).toEqual([]);
  });
});

describe("prod does not keep, for a reason that is written beside the rule:", () => {
  const waived = RULES.flatMap((rule) => (rule.waiver ? [{ ...rule, waiver: rule.waiver }] : []));

  // Equal, and not merely part of it: a waiver that is no longer needed goes, and a new offender is not waived with the old.
  test.each(waived)("$type: $demands ($ids), because: $waiver.reason", (rule) => {
    const { examined, offenders } = examine(rule);

    expect(offenders.length).toBeGreaterThan(0);
    expect(offenders).toEqual(rule.waiver.only ?? examined);
  });
});

test("every id is there once, whatever types its rule looks at", () => {
  const ids = [...new Set(RULES.map((rule) => rule.ids))].flatMap((together) => together.split(", "));

  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
