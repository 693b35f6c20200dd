import { isUtf8 } from "node:buffer";

const LINE_FEED = 0x0a;
/** Bytes of the longest UTF-8 character. */
const LONGEST_CHARACTER = 4;

/** The lines of a file or a record that hold anything but white space: in the lake, each is taken for one event. */
export function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start <= bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, start);
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (line.some((byte) => byte > 0x20)) lines.push(line);
    start += line.length + 1;
  }
  return lines;
}

/** A line as the table `quarantine` holds it: a byte that belongs to no UTF-8 character is written as `\xc3`. */
export function escapedText(line: Uint8Array): string {
  if (isUtf8(line)) return Buffer.from(line).toString("utf8");
  const parts: string[] = [];
  for (let at = 0; at < line.length;) {
    const character = characterAt(line, at);
    parts.push(
      character === undefined
        ? `\\x${(line[at] ?? 0).toString(16).padStart(2, "0")}`
        : Buffer.from(character).toString("utf8"),
    );
    at += character?.length ?? 1;
  }
  return parts.join("");
}

function characterAt(line: Uint8Array, at: number): Uint8Array | undefined {
  for (let length = 1; length <= LONGEST_CHARACTER; length += 1) {
    const bytes = line.subarray(at, at + length);
    if (isUtf8(bytes)) return bytes;
  }
  return undefined;
}
