import { ProgressReader, type TerraformProgress } from "../../src/terraform/terraform-progress";
import { DESTROY, FAILED_APPLY, FIRST_APPLY } from "./recorded-messages";

function read(lines: readonly string[]) {
  const reader = new ProgressReader();
  const progress = lines.map((line) => reader.read(line)).filter((step) => step !== undefined);
  return { reader, progress };
}

/** `done of total`, and what is at work. */
function shortly({ done, total, running }: TerraformProgress): string {
  return [`${done}/${total}`, ...running].join(" ");
}

test("an apply is told from the first resource to the last, with what is at work", () => {
  const { progress, reader } = read(FIRST_APPLY);

  expect(progress.map(shortly)).toEqual(["0/2 terraform_data.kept", "1/2", "1/2 terraform_data.replaced", "2/2"]);
  expect(progress.map(({ finished }) => finished)).toEqual([
    undefined,
    "terraform_data.kept",
    undefined,
    "terraform_data.replaced",
  ]);
  expect(reader.changes).toMatchObject({ add: 2, change: 0, remove: 0 });
  expect(reader.diagnostics).toEqual([]);
});

test("a replaced resource counts twice, as Terraform counts it, so that more is never done than there is to do", () => {
  const { progress, reader } = read(FAILED_APPLY);

  // 2 to add, 1 to destroy; one of the additions fails.
  expect(progress.map(({ total }) => total)).toEqual(progress.map(() => 3));
  expect(progress.map(({ done }) => done)).toEqual([0, 0, 1, 1, 2, 2]);
  expect(reader.changes).toMatchObject({ add: 2, change: 0, remove: 1 });
});

test("a resource that failed is no longer at work, is not done, and its error is told in Terraform's words", () => {
  const { progress, reader } = read(FAILED_APPLY);

  expect(progress.at(-1)).toMatchObject({ running: [], finished: undefined });
  expect(reader.diagnostics).toEqual([
    {
      address: "terraform_data.failing[0]",
      message: "local-exec provisioner error\n  Error running command 'exit 3': exit status 3. Output: ",
    },
  ]);
});

test("a destroy is told the same way", () => {
  const { progress, reader } = read(DESTROY);

  expect(progress.at(-1)).toMatchObject({ done: 3, total: 3, running: [] });
  expect(reader.changes).toMatchObject({ add: 0, change: 0, remove: 3 });
});

test("before there is a plan nothing is known", () => {
  const reader = new ProgressReader();

  expect(reader.read(FIRST_APPLY[0] ?? "")).toBeUndefined();
  expect(reader.changes).toBeUndefined();
});

test("a resource that is only moved in the state is nothing to wait for", () => {
  const moved = {
    "@level": "info",
    "@message": "terraform_data.again: Plan to move",
    change: { resource: { addr: "terraform_data.again" }, action: "move" },
    type: "planned_change",
  };

  const { progress } = read([JSON.stringify(moved), ...FIRST_APPLY]);

  expect(progress.at(-1)).toMatchObject({ done: 2, total: 2 });
});

test("what is not a message is kept as an error, for Terraform says in it why it could not start", () => {
  const { reader, progress } = read(["Error: Failed to load plugin schemas", "", "  ", '{"no":"message"}']);

  expect(progress).toEqual([]);
  expect(reader.diagnostics).toEqual([
    { message: "Error: Failed to load plugin schemas" },
    { message: '{"no":"message"}' },
  ]);
});

test("a warning is no error", () => {
  const warning = {
    "@level": "warn",
    "@message": "Warning: Deprecated",
    type: "diagnostic",
    diagnostic: { severity: "warning", summary: "Deprecated", detail: "Use something else." },
  };

  expect(read([JSON.stringify(warning)]).reader.diagnostics).toEqual([]);
});
