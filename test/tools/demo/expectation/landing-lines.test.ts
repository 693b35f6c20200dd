import { escapedText, linesOf } from "../../../../tools/demo/expectation/landing-lines";

const bytes = (text: string) => Buffer.from(text, "latin1");

test("lines without anything but white space are none", () => {
  const lines = linesOf(bytes('{"a":1}\n\n \t\r\n{"b":\n2}'));

  expect(lines.map((line) => Buffer.from(line).toString())).toEqual(['{"a":1}', '{"b":', "2}"]);
});

test.each([
  ["plain", "plain"],
  ["\xc3\xa9", "é"],
  ['{"a":"\xc3"}', '{"a":"\\xc3"}'],
  ["\xf0\x9f\xa6 \xff", "\\xf0\\x9f\\xa6 \\xff"],
  ["\xed\xa0\x80", "\\xed\\xa0\\x80"],
])("bytes that belong to no character are escaped (%j)", (line, text) => {
  expect(escapedText(bytes(line))).toBe(text);
});
