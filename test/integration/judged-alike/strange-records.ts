import { gzipSync } from "node:zlib";
import fc from "fast-check";

/** JSON texts at the edges of every type that a column has. */
const EDGES = [
  ...[
    "0",
    "-0",
    "7",
    "1.0",
    "1e3",
    "1.5",
    "-0.0",
    "1.10",
    "0.1e1",
    "1E2",
    "1e400",
    "-1e-400",
    "4.00000000000000000001",
  ],
  ...[
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "123456789012345678901234567890",
    "true",
    "null",
  ],
  ...[
    '""',
    '"a"',
    '"é 🙂"',
    '"\\ud83d"',
    '"\\ud83d\\ude00"',
    '"\\u0000"',
    '"1\\n2"',
    '"now"',
    '"10:00"',
    "[]",
    "{}",
    "[1]",
  ],
  ...[
    '"2026-11-20T10:00:00Z"',
    '"2026-11-20"',
    '"2026-02-30T00:00Z"',
    '"0000-01-01T00:00:00Z"',
    '"9999-12-31T23:59:60Z"',
  ],
  ...['{"a":{"b":1,"c":[1.10]},"d":"\\ud83d","d":2}', '[{"id":1,"name":"n","more":null},null,{"id":2,"name":"m"}]'],
  ...['[[1],[{"a":1}]]', '"19.99"', '"1e-2"', "0.001", "99999999999999999999999999999999999999"],
  ...['{"a":1}', '[{"id":1,"name":"n"}]', '[{"id":"1"}]', '{"a":{"b":1.5}}'],
];

/** Bytes that mean something to JSON, to lines, to UTF-8 or to GZIP. */
const SPECIAL_BYTES = Buffer.from('"\\{}[],:\n\r\0 e-.09\xff\xc3\xed\xa0\x80\v\f\x7f\x1f\x85', "latin1");

const SEPARATORS = ["", "\n", "\r\n", " ", "\0", "\ufeff", ",", "\n\n", " , ", "\u00a0"];

const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
);

type Edit = readonly [at: number, kind: number, byte: number];

const edits: fc.Arbitrary<readonly Edit[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 2,
    arbitrary: fc.array(
      fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.oneof(fc.constantFrom(...SPECIAL_BYTES), fc.nat({ max: 255 }))),
      { maxLength: 3 },
    ),
  },
);

/** Removes, inserts or changes a byte, or cuts the record off. */
function edited(bytes: Buffer, some: readonly Edit[]): Buffer {
  return some.reduce((before, [at, kind, byte]) => {
    const index = before.length === 0 ? 0 : at % before.length;
    const [head, tail] = [before.subarray(0, index), before.subarray(index)];
    if (kind === 0) return Buffer.concat([head, tail.subarray(1)]);
    if (kind === 1) return Buffer.concat([head, Buffer.of(byte), tail]);
    return kind === 2 ? Buffer.concat([head, Buffer.of(byte), tail.subarray(1)]) : head;
  }, bytes);
}

/**
 * Records as no producer should send them: events whose fields hold anything, in every packing that is taken apart, with
 * bytes that are wrong.
 *
 * @param fields names of the fields of `eventName`
 * @param samples right events, whose fields are changed
 */
export function strangeRecords(
  eventName: string,
  fields: readonly string[],
  createdAt: number,
  samples: readonly string[],
): fc.Arbitrary<Buffer> {
  const names = [...fields, ...fields, "x", "event_uuid", "event_name", "created_at", "__proto__", "constructor", ""];
  const made = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 }).map((members) => {
    const more = members.map(([name, json]) => `,${JSON.stringify(name)}:${json}`).join("");
    return `{"event_uuid":"u","event_name":${JSON.stringify(eventName)},"created_at":${createdAt}${more}}`;
  });
  const changed = fc.tuple(fc.constantFrom(...samples), fc.nat({ max: 30 }), value).map(([sample, place, json]) => {
    const members = Object.entries(JSON.parse(sample) as Record<string, unknown>);
    const texts = members.map(([name, own], index) => {
      const isChanged = index === place % members.length && place % 3 !== 0;
      return `${JSON.stringify(name)}:${isChanged ? json : JSON.stringify(own)}`;
    });
    return `{${texts.join(place % 2 === 0 ? "," : ", ")}}`;
  });
  const event = fc.oneof(
    { weight: 4, arbitrary: made },
    { weight: 3, arbitrary: changed },
    { weight: 1, arbitrary: value },
  );
  const several = fc
    .array(fc.tuple(event, fc.constantFrom(...SEPARATORS)), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map((part) => part.join("")).join(""));
  const array = fc.array(event, { maxLength: 4 }).map((events) => `[${events.join(",")}]`);
  const text = fc.oneof(
    { weight: 5, arbitrary: event },
    { weight: 2, arbitrary: several },
    { weight: 1, arbitrary: array },
    { weight: 1, arbitrary: event.map(printed) },
  );
  return fc.tuple(text, edits, fc.nat({ max: 11 })).map(([content, some, packing]) => {
    const bytes = edited(Buffer.from(content), some);
    if (packing === 0) return gzipSync(bytes);
    return packing === 1 ? edited(gzipSync(bytes), some.slice(0, 1)) : bytes;
  });
}

function printed(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
