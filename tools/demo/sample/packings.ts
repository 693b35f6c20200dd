import { gzipSync } from "node:zlib";
import { type EventMembers, eventText } from "./event-members";
import { kplAggregate } from "./kpl-aggregate";

/** A record that is not simply the text of one event. */
export interface PackedRecord {
  readonly data: Uint8Array;
  /** The bytes of each event in it. */
  readonly events: readonly Uint8Array[];
  /** What Firehose takes for records by itself, when it is not `data`. */
  readonly userRecords?: readonly Uint8Array[];
}

/** One way in which producers put events into records. */
export interface Packing {
  readonly kind: string;
  /** How many events it is made of. */
  readonly events: number;
  readonly pack: (events: readonly EventMembers[]) => PackedRecord;
}

const BYTE_ORDER_MARK = "\ufeff";

const texts = (events: readonly EventMembers[]) => events.map((members) => eventText(members));
const encoded = (text: string) => new TextEncoder().encode(text);

function joined(kind: string, events: number, join: (texts: readonly string[]) => string): Packing {
  return {
    kind,
    events,
    pack: (members) => ({ data: encoded(join(texts(members))), events: texts(members).map(encoded) }),
  };
}

/** Every way that the demo knows. */
export const PACKINGS: readonly Packing[] = [
  {
    kind: "aggregate of the Kinesis Producer Library",
    events: 4,
    pack: (members) => {
      const userRecords = texts(members).map(encoded);
      return { data: kplAggregate(userRecords), events: userRecords, userRecords };
    },
  },
  joined("lines", 3, (events) => events.join("\n")),
  joined("lines with CRLF", 2, (events) => events.map((event) => `${event}\r\n`).join("")),
  joined("one behind the other", 3, (events) => events.join("")),
  joined("array", 3, (events) => `[${events.join(", ")}]`),
  joined("byte order mark", 1, ([event = ""]) => BYTE_ORDER_MARK + event),
  joined("NUL behind it", 1, ([event = ""]) => `${event}\0`),
  {
    kind: "GZIP",
    events: 3,
    pack: (members) => ({
      data: gzipSync(texts(members).join("\n")),
      events: texts(members).map(encoded),
    }),
  },
  {
    kind: "printed over several lines",
    events: 1,
    pack: ([members = []]) => {
      const lines = members.map(([name, json]) => `  ${JSON.stringify(name)}: ${json}`);
      const data = encoded(`{\n${lines.join(",\n")}\n}`);
      return { data, events: [data] };
    },
  },
];
