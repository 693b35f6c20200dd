import { attributeItem } from "../../src/comment/attribute-lines";

const POLICY = JSON.stringify({
  Statement: [{ Action: "kinesis:GetRecords", Resource: "arn:aws:kinesis:::stream/events".repeat(5) }],
});

test("a long value that becomes known only at the apply is not shown as taken away line by line", () => {
  expect(attributeItem({ attribute: "policy", before: POLICY, after: "(known after apply)" })).toEqual([
    "- `policy`: changes; known after apply",
  ]);
});

test("a short one keeps both sides on its line", () => {
  expect(attributeItem({ attribute: "arn", before: "arn:aws:sqs:::a", after: "(known after apply)" })).toEqual([
    "- `arn`: `arn:aws:sqs:::a` → `(known after apply)`",
  ]);
});

test("a long value that changes is compared line by line", () => {
  const lines = attributeItem({
    attribute: "policy",
    before: POLICY,
    after: POLICY.replace("GetRecords", "PutRecord"),
  });

  expect(lines.filter((line) => /^ {2}[-+] /.test(line)).map((line) => line.trim())).toEqual([
    expect.stringMatching(/^- .*GetRecords/),
    expect.stringMatching(/^\+ .*PutRecord/),
  ]);
});
