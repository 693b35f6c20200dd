import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { ApplyRefusedError } from "../src/apply-reviewed-plan";
import { readReviewDocument, writeReviewDocument } from "../src/output/review-document";
import { TerraformError } from "../src/terraform/terraform";
import { accepting } from "./accepting";
import { LocalStack } from "./local-stack";
import { PROD_REVIEW, REPLACED_STREAM } from "./sample-reviews";

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
  expect(readdirSync(stack.reviewFolder).sort()).toEqual(["plan.bin", "review.json", "review.md", "review.sarif"]);
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
  stack.take(path.join(__dirname, "..", "fixtures", "errored", "by-index"));

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

test("when Terraform writes no plan its error is told, and the plan of an earlier run is gone", async () => {
  stack.write({ kept: { input: "a" } });
  await stack.plan();
  stack.write({ kept: { input: "${terraform_data.absent.id}" } });

  await expect(stack.plan()).rejects.toThrow(TerraformError);

  expect(existsSync(path.join(stack.reviewFolder, "plan.bin"))).toBe(false);
  await expect(stack.apply()).rejects.toThrow("plan.bin is not there, only its review.");
});

test("code that is not the code that was planned is refused", async () => {
  stack.write({ kept: { input: "a" } });
  await stack.plan();
  stack.write({ kept: { input: "b" } });

  await expect(stack.apply()).rejects.toThrow("the code of event-lake-dev is not the code that was planned");
});

test("another plan beside the review is refused", async () => {
  stack.write({ kept: { input: "a" } });
  const { planHash } = await stack.plan();
  stack.editReview((text) => text.replace(planHash, "0".repeat(64)));

  await expect(stack.apply()).rejects.toThrow(
    `plan.bin is not the plan that was reviewed (its hash is ${planHash.slice(0, 12)}, the review's 000000000000).`,
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

test("a plan of a state that has moved on since is refused by Terraform", async () => {
  stack.write({ kept: { input: "a" } });
  await stack.plan();
  await stack.apply();

  await expect(stack.apply()).rejects.toThrow(/stale/iu);
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
