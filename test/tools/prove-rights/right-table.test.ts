import { proveRights, rightTable } from "../../../tools/prove-rights/right-table";

const ROLE = "event-lake-staging-curation";
const statement = `Inline policy "permissions" of role ${ROLE}, statement "Read"`;
const right = (action: string, resource?: string) => ({
  role: ROLE,
  statement,
  action,
  neededBy: resource === undefined ? undefined : { action, resource },
});
const LOGS = { role: "curation", actions: ["logs:PutLogEvents"], why: "the job's log", see: "https://docs.aws" };

test("a right that any mode needed is needed, and the table names the call", () => {
  const runs = new Map([
    ["in-flight", [right("s3:GetObject"), right("s3:PutObject", "lake/a")]],
    ["in-lake", [right("s3:GetObject", "landing/b"), right("s3:PutObject", "lake/c")]],
  ]);

  expect(rightTable(proveRights(runs, []))).toBe(
    [
      "| Role | Statement | Action | Without it |",
      "| --- | --- | --- | --- |",
      `| ${ROLE} | Read | s3:GetObject | demo, in-lake: s3:GetObject on landing/b is refused |`,
      `| ${ROLE} | Read | s3:PutObject | demo, in-flight: s3:PutObject on lake/a is refused |`,
      "",
    ].join("\n"),
  );
});

test("what no run needed is needed on AWS, where the reason is known, and else by nothing", () => {
  const runs = new Map([["in-flight", [right("logs:PutLogEvents"), right("s3:DeleteObject")]]]);

  const rights = proveRights(runs, [LOGS]);

  expect(rights.map(({ withoutIt }) => withoutIt)).toEqual([
    "not asked for here: the job's log (https://docs.aws)",
    undefined,
  ]);
  expect(rightTable(rights)).toContain("| s3:DeleteObject | NOTHING: take it away |");
});

test("a reason is for the role that it names, and for no other", () => {
  const runs = new Map([["in-flight", [{ ...right("logs:PutLogEvents"), role: "event-lake-staging-recuration" }]]]);

  expect(proveRights(runs, [LOGS])[0]?.withoutIt).toBeUndefined();
});
