import { commentHeader, hasMarker, isNewer, readHeader, writeHeader } from "../../src/comment/comment-header";
import { DEV_REVIEW } from "../sample-reviews";

const HEADER = commentHeader([DEV_REVIEW], {
  run: { id: 5, number: 2, attempt: 1 },
  truncated: false,
  resolved: false,
});

test("what is written is read again, and nothing in it ends the HTML comment", () => {
  const header = { ...HEADER, stacks: [{ stack: "a-->b--", planHash: "<!--" }] };

  const text = writeHeader(header);

  expect(text.slice(4, -3)).not.toMatch(/--|[<>]/u);
  expect(readHeader(`${text}\n\n## Verdict`)).toEqual(header);
});

test.each(["## A comment of a person", "<!-- another-tool {} -->", ` ${writeHeader(HEADER)}`])(
  "%j is no comment of ours",
  (text) => {
    expect(readHeader(text)).toBeUndefined();
    expect(hasMarker(text)).toBe(false);
  },
);

test("the comment of a later version is known as ours, and not read", () => {
  const text = writeHeader(HEADER).replace('"version":1', '"version":2');

  expect(hasMarker(text)).toBe(true);
  expect(readHeader(text)).toBeUndefined();
});

test.each([
  [{ id: 6, number: 3, attempt: 1 }, true],
  [{ id: 5, number: 2, attempt: 2 }, true],
  [{ id: 5, number: 2, attempt: 1 }, false],
  [{ id: 4, number: 1, attempt: 3 }, false],
])("run %j is newer than run 5, attempt 1: %j", (run, newer) => {
  expect(isNewer(run, { id: 5, number: 2, attempt: 1 })).toBe(newer);
});
