import { attributeItem, differenceLines } from "../../src/comment/attribute-lines";
import { code, fence, plain, prose, shorten } from "../../src/comment/markdown-text";

test.each([
  ["a_b*c", "a\\_b\\*c"],
  ["<b> & </b>", "&#60;b&#62; &#38; &#60;/b&#62;"],
  ["ask @dana of #418", "ask @&#8203;dana of #&#8203;418"],
  ["# not a heading", "#&#8203; not a heading"],
  ["1. not a list", "&#8203;1. not a list"],
  ["0.040 USD", "0.040 USD"],
  ["two\nlines", "two↵lines"],
  ["see https://example.com", "see https:&#8203;//example.com"],
  ["\u202egnp.exe", "\\\\u{202e}gnp.exe"],
])("plain text %j is written as %j", (text, written) => {
  expect(plain(text)).toBe(written);
});

test.each([
  ["plain", "`plain`"],
  ["", '`""`'],
  ["a`b", "``a`b``"],
  ["`a``", "``` `a`` ```"],
  ["two\nlines", "`two↵lines`"],
])("the code %j is written as %j", (text, written) => {
  expect(code(text)).toBe(written);
});

test("what stands in backticks in a sentence is code, and an odd backtick starts none", () => {
  expect(prose("Set `a_b` to 1.")).toBe("Set `a_b` to 1.");
  expect(prose("An odd ` one.")).toBe("An odd \\` one.");
});

test("a fence is longer than every fence in its lines", () => {
  expect(fence(["before", "````", "after"], "diff")).toEqual(["`````diff", "before", "````", "after", "`````"]);
});

test("a shortened text is not cut in the middle of a character, and says how much is missing", () => {
  expect(shorten("😀😀😀", 2)).toBe("😀😀… (1 more characters)");
});

describe("an attribute", () => {
  test("that is removed is not set afterwards", () => {
    expect(attributeItem({ attribute: "policy", before: "x" })).toEqual(["- `policy`: `x` → not set"]);
  });

  test("that holds a long JSON document is compared line by line, and far lines are left out", () => {
    const policy = (action: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Sid: "one", Effect: "Allow", Principal: "*", Action: ["sqs:ReceiveMessage", action], Resource: "*" },
        ],
      });

    expect(differenceLines({ attribute: "policy", before: policy("sqs:SendMessage"), after: policy("sqs:*") })).toEqual(
      [
        "  policy =",
        "  …",
        '        "Action": [',
        '          "sqs:ReceiveMessage",',
        '-         "sqs:SendMessage"',
        '+         "sqs:*"',
        "        ],",
        '        "Resource": "*"',
        "  …",
      ],
    );
  });

  test("that is long and differs late is shown where it differs", () => {
    const [before, after] = differenceLines({
      attribute: "query",
      before: `${"x".repeat(5_000)}before`,
      after: `${"x".repeat(5_000)}after`,
    });

    expect(before).toBe(`- query = …${"x".repeat(40)}before`);
    expect(after).toBe(`+ query = …${"x".repeat(40)}after`);
  });
});
