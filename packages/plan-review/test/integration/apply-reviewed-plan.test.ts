import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { ApplyRefusedError } from "../../src/apply-reviewed-plan";
import type { Acknowledgement } from "../../src/review";
import { readReviewDocument, writeReviewDocument } from "../../src/output/review-document";
import { stackHash } from "../../src/plan-stack";
import { Terraform, TerraformError } from "../../src/terraform/terraform";
import { accepting } from "../accepting";
import { LocalStack } from "../local-stack";
import { PROD_REVIEW, REPLACED_STREAM } from "../sample-reviews";

type Code = Parameters<LocalStack["write"]>[0];

let stack: LocalStack;
beforeEach(() => {
  stack = new LocalStack();
});
afterEach(() => {
  stack.remove();
});

/** A change that blocks: Terraform destroys what it creates again under another name. */
const renamedTo = (name: string) => ({ [name]: { input: "a" } });

/** Adds a finding that nobody accepted to review.json, as a check that compared base and head would have. */
function addFinding(): void {
  stack.editReview((text) => {
    const document = readReviewDocument(text, "review.json");
    return writeReviewDocument({
      ...document,
      review: { ...document.review, findings: [REPLACED_STREAM], verdict: "objection" },
    });
  });
}

test("the reviewed plan is applied, and the next plan has nothing to change", async () => {
  stack.write({ kept: { input: "a" }, other: { input: "b" } });
  const first = await stack.plan();

  expect(first.verdict).toBe("clear");
  expect(await stack.apply()).toBe(2);
  expect((await stack.plan()).verdict).toBe("unchanged");
  expect(await stack.apply()).toBe("unchanged");
});

test("a plan that prevent_destroy stops is reviewed, and never applied", async () => {
  stack.write({ kept: { input: "a", triggersReplace: "1", preventDestroy: true } });
  await stack.plan();
  await stack.apply();
  stack.write({ kept: { input: "a", triggersReplace: "2", preventDestroy: true } });

  const review = await stack.plan();

  expect(review.errored).toBe(true);
  expect(review.verdict).toBe("objection");
  expect(review.changes).toMatchObject([{ address: "terraform_data.kept", kind: "replace" }]);
  expect(readFileSync(path.join(stack.reviewFolder, "review.md"), "utf8")).toContain(
    "Terraform refuses the plan of event-lake-dev",
  );
  await expect(stack.apply()).rejects.toThrow(
    "Nothing was applied: Terraform itself refused the plan of event-lake-dev (prevent_destroy).",
  );
});

test("a plan that Terraform could not finish keeps Terraform's reason, and is never applied", async () => {
  stack.take(path.join(__dirname, "..", "..", "fixtures", "errored", "by-index"));

  const review = await stack.plan();

  expect(review).toMatchObject({
    errored: true,
    verdict: "incomplete",
    errors: [{ address: "resource.terraform_data.b" }],
  });
  expect(review.errors[0]?.message).toMatch(/^Invalid index\n {2}The given key does not identify an element/);
  const comment = readFileSync(path.join(stack.reviewFolder, "review.md"), "utf8");
  expect(comment).toContain("## ⛔ Cannot be applied: Terraform could not finish the plan of event-lake-dev");
  expect(comment).toContain("The given key does not identify an element in this collection value");
  await expect(stack.apply()).rejects.toThrow(
    /Nothing was applied: Terraform could not finish the plan .*\n {2}Invalid index/,
  );
});

test("when Terraform writes no plan its error is told, and nothing is applied", async () => {
  stack.write({ kept: { input: "a" } });
  await stack.plan();
  stack.write({ kept: { input: "${terraform_data.absent.id}" } });

  await expect(stack.plan()).rejects.toThrow(TerraformError);

  await expect(stack.apply()).rejects.toThrow(TerraformError);
});

test("code that does something else than the code that was planned is refused, with the difference", async () => {
  stack.write({ kept: { input: "a" } });
  await stack.plan();
  stack.write({ kept: { input: "b" } });

  await expect(stack.apply()).rejects.toThrow(
    /is not the plan that was reviewed; the code has changed since\.\n {2}other: create terraform_data\.kept\n {6}input: reviewed not set → a, now not set → b\n/u,
  );
});

test("a difference that no list of a review shows is one nevertheless", async () => {
  stack.write({ kept: { input: "a" } });
  const { planHash } = await stack.plan();
  stack.editReview((text) => text.replace(planHash, "0".repeat(64)));

  await expect(stack.apply()).rejects.toThrow(
    /what is deployed has changed since\.\n {2}in what a review does not list/u,
  );
});

test("a finding without acknowledgement is refused by name; with one it is applied, on its last day still", async () => {
  stack.write({ kept: { input: "a" } });
  await stack.plan();
  addFinding();

  await expect(stack.apply()).rejects.toThrow(ApplyRefusedError);
  await expect(stack.apply()).rejects.toThrow(`store-removed  ${REPLACED_STREAM.address}`);
  const entries = accepting({ ...PROD_REVIEW, stack: "event-lake-dev", findings: [REPLACED_STREAM] }, "2026-11-24");
  await expect(stack.apply(entries, "2026-11-25")).rejects.toThrow("until 2026-11-24 is past its last day");
  expect(await stack.apply(entries)).toBe(1);
});

test("what was accepted of another change is refused, with the entry that would accept this one", async () => {
  stack.write(renamedTo("kept"));
  await stack.plan();
  await stack.apply();
  stack.write(renamedTo("moved"));
  const accepted = accepting(await stack.plan());
  stack.write(renamedTo("moved_elsewhere"));
  const reviewed = await stack.plan();

  await expect(stack.apply(accepted)).rejects.toThrow(
    /no longer holds: this is another change than the one that was accepted[^]*\{"stack":"event-lake-dev","check":"construct-renamed"/u,
  );
  expect(await stack.apply(accepting(reviewed))).toBe(2);
});

describe("an artefact made from other code, which runs a command and else changes the same", () => {
  const REAL = { kept: { input: "a" } };
  const traceOf = () => path.join(stack.root, "was-here");
  const poisoned = () => ({ kept: { input: "a", command: `touch '${traceOf()}'` } });

  test("is refused, though its review says that it was made from this code", async () => {
    stack.write(poisoned());
    const { changes } = await stack.plan();
    const otherHash = stackHash(stack.folder);
    stack.write(REAL);
    stack.editReview((text) => text.replace(otherHash, stackHash(stack.folder)));

    await expect(stack.apply()).rejects.toThrow(
      "no longer: code-executed terraform_data.kept: Runs local-exec when terraform_data.kept is created.",
    );

    expect(changes).toMatchObject([{ kind: "create", address: "terraform_data.kept" }]);
    expect(existsSync(traceOf())).toBe(false);
  });

  test("does nothing when it is a saved plan beside an honest review: no plan is taken from there", async () => {
    stack.write(poisoned());
    await stack.plan();
    await new Terraform({ folder: stack.folder }).savePlan(path.join(stack.reviewFolder, "plan.bin"));
    stack.write(REAL);
    await stack.plan();

    expect(await stack.apply()).toBe(1);

    expect(existsSync(traceOf())).toBe(false);
  });
});

describe("of two pull requests that were planned before either was merged", () => {
  const BASE = { kept: { input: "a" } };
  beforeEach(async () => {
    stack.write(BASE);
    await stack.plan();
    await stack.apply();
  });

  /** Plans the code of a pull request, with a review of its own. */
  async function open(name: string, code: Code) {
    stack.reviewFolder = path.join(stack.root, "pull-request", name);
    stack.write({ ...BASE, ...code });
    return stack.plan();
  }

  /** Merges what is merged into what is deployed, and applies the review of one pull request. */
  function merge(name: string, merged: Code, acknowledgements: readonly Acknowledgement[] = []) {
    stack.reviewFolder = path.join(stack.root, "pull-request", name);
    stack.write({ ...BASE, ...merged });
    return stack.apply(acknowledgements);
  }

  test("both are applied, in the order of their merges, when neither changes what the other does", async () => {
    const [first, second] = [{ first: { input: "1" } }, { second: { input: "2" } }];
    await open("first", first);
    await open("second", second);

    expect(await merge("first", first)).toBe(1);
    expect(await merge("second", { ...first, ...second })).toBe(1);
    expect((await stack.plan()).verdict).toBe("unchanged");
  });

  test("both are applied when they change different attributes of one resource", async () => {
    const deployed = { kept: { input: { memory: 1, retries: 1 } } };
    const [first, both] = [
      { kept: { input: { memory: 2, retries: 1 } } },
      { kept: { input: { memory: 2, retries: 2 } } },
    ];
    await open("base", deployed);
    await merge("base", deployed);
    await open("first", first);
    await open("second", { kept: { input: { memory: 1, retries: 2 } } });

    expect(await merge("first", first)).toBe(1);
    expect(await merge("second", both)).toBe(1);
  });

  test("the second is not applied when the first has changed what it changes, and the difference is shown", async () => {
    const [first, second] = [{ kept: { input: "b" } }, { kept: { input: "c" } }];
    await open("first", first);
    await open("second", second);
    await merge("first", first);

    await expect(merge("second", second)).rejects.toThrow(
      /not the plan that was reviewed[^]*other: update terraform_data.kept\n +input: reviewed a → c, now b → c/u,
    );
    expect((await open("again", second)).changes).toMatchObject([{ attributes: [{ before: "b", after: "c" }, {}] }]);
  });

  test("the second is not applied when the first was not: it would bring what nobody saw in it", async () => {
    const [first, second] = [{ first: { input: "1" } }, { second: { input: "2" } }];
    await open("second", second);

    await expect(merge("second", { ...first, ...second })).rejects.toThrow("new: create terraform_data.first");
  });

  test("the second is not applied when the first makes it run a command", async () => {
    const second = { kept: { input: "a", triggersReplace: "1" } };
    await open("second", second);

    await expect(merge("second", { kept: { ...second.kept, command: "true" } })).rejects.toThrow("new: code-executed");
  });
});

test("a review is not applied a second time: nothing is left to change", async () => {
  stack.write({ kept: { input: "a" } });
  await stack.plan();
  await stack.apply();

  expect(await stack.apply()).toBe("unchanged");
});

test("the review of another stack is refused", async () => {
  stack.write({ kept: { input: "a" } });
  await stack.plan();
  stack.editReview((text) => text.replaceAll("event-lake-dev", "event-lake-prod"));

  await expect(stack.apply()).rejects.toThrow("is of event-lake-prod, not of event-lake-dev");
});

test("no file beside the review holds the plan, which has values in clear", async () => {
  stack.write({ kept: { input: "a" } });

  await stack.plan();

  expect(readdirSync(stack.reviewFolder).sort()).toEqual(["review.json", "review.md", "review.sarif"]);
});

test("a sensitive value is in no file beside the plan", async () => {
  const secret = "correct-horse-battery-staple";
  stack.write(
    { kept: { input: `\${sensitive("${secret}")}` } },
    { told: { value: "${terraform_data.kept.output}", sensitive: true } },
  );

  await stack.plan();

  for (const name of ["review.json", "review.md", "review.sarif"]) {
    expect(readFileSync(path.join(stack.reviewFolder, name), "utf8")).not.toContain(secret);
  }
});
