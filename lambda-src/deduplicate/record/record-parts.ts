import { isUtf8 } from "node:buffer";
import { gunzipSync, type InflateRaw, inflateRawSync, type ZlibOptions } from "node:zlib";
import { jsonSequence } from "./json-sequence";
import { kplUserRecords } from "./kpl-aggregate";

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
/** Checksum and size behind what is compressed. */
const GZIP_TRAILER_BYTES = 8;
const LINE_FEED = 0x0a;
/** Bytes that a compressed record may have when it is unpacked: ten times what a record may have. */
const MAX_UNPACKED_BYTES = 10 * 1024 * 1024;

/**
 * Takes a record apart into the bytes of its events: what the Kinesis Producer Library aggregated, GZIP, and several
 * events in one text. In a record with no event at all, the record is its only part. Parts need not be events: each is
 * checked by itself.
 *
 * The curation job does the same with lines: glue-src/curation/record_parts.py. Both are tested with
 * test/fixtures/record-parts.json.
 */
export function recordParts(record: Buffer): Buffer[] {
  const parts = (kplUserRecords(record) ?? [record]).flatMap((bytes) => partsOf(bytes, true));
  return parts.length > 0 ? parts : [record];
}

/** Lines that are not UTF-8 are parts by themselves, so that those before and behind them can be events. */
function partsOf(bytes: Buffer, mayBeCompressed: boolean): Buffer[] {
  if (isUtf8(bytes)) return jsonSequence(bytes.toString("utf8")).map((part) => Buffer.from(part));
  const parts: Buffer[][] = [];
  let textStart = 0;
  const take = (start: number, end: number, itsParts: () => Buffer[]) => {
    if (textStart < start) parts.push(partsOf(bytes.subarray(textStart, start), false));
    parts.push(itsParts());
    textStart = end;
  };
  for (let start = 0; start < bytes.length;) {
    const gzip = mayBeCompressed ? unpackGzip(bytes.subarray(start)) : undefined;
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const lineEnd = lineFeed < 0 ? bytes.length : lineFeed;
    const line = bytes.subarray(start, lineEnd);
    if (gzip !== undefined) take(start, start + gzip.end, () => partsOf(gzip.content, false));
    else if (!isUtf8(line)) take(start, lineEnd + 1, () => [line]);
    start = gzip === undefined ? lineEnd + 1 : start + gzip.end;
  }
  if (textStart < bytes.length) parts.push(partsOf(bytes.subarray(textStart), false));
  return parts.flat();
}

/** What is compressed at the begin of bytes, and where it ends; undefined when GZIP does not know them, or for too much. */
function unpackGzip(bytes: Buffer): { readonly content: Buffer; readonly end: number } | undefined {
  if (!bytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return undefined;
  try {
    const end = endOfGzip(bytes);
    return { content: gunzipSync(bytes.subarray(0, end), { maxOutputLength: MAX_UNPACKED_BYTES }), end };
  } catch {
    return undefined;
  }
}

/**
 * Where a GZIP member ends: Node reads what lies behind it as another member, or throws, depending on what it is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952#section-2.3 for the header: flags, extra field, name, comment, checksum
 */
function endOfGzip(bytes: Buffer): number {
  const flags = bytes.readUInt8(3);
  let at = 10;
  if (flags & 0x04) at += 2 + bytes.readUInt16LE(at);
  if (flags & 0x08) at = bytes.indexOf(0, at) + 1;
  if (flags & 0x10) at = bytes.indexOf(0, at) + 1;
  if (flags & 0x02) at += 2;
  const options: ZlibOptions = { info: true, maxOutputLength: MAX_UNPACKED_BYTES };
  // With `info` the answer is another one than @types/node says.
  const { engine } = inflateRawSync(bytes.subarray(at), options) as unknown as { readonly engine: InflateRaw };
  return at + engine.bytesWritten + GZIP_TRAILER_BYTES;
}
