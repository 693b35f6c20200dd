/** Bounds of a size, bytes. */
export interface SizeRange {
  readonly least: number;
  readonly most: number;
}

/** Bytes that enrichment adds around the payload: names, dates and table name, which have limits of their own. */
const ADDED: SizeRange = { least: 250, most: 8_000 };

/**
 * Bounds of the size of an event's enriched JSON line. The exact size depends on how the line is written (escapes,
 * white space), so only a lower and an upper bound are known here.
 *
 * @param text The event as it was sent.
 * @param payload Its type-specific fields in the form of `canonicalJson`.
 */
export function enrichedSize(text: string, payload: string): SizeRange {
  // The payload is a string inside the line, so that each quotation mark and backslash of it takes one byte more.
  return {
    least: Buffer.byteLength(JSON.stringify(payload)) + ADDED.least,
    most: Buffer.byteLength(JSON.stringify(text)) + ADDED.most,
  };
}
