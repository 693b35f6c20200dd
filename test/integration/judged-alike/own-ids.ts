const ID = /"event_uuid":( ?)"[^"]*"/g;

/** Records in which each event has an id of its own: of copies, one would be stored, and not the same in both modes. */
export function withIdsOfTheirOwn(records: readonly Buffer[]): Buffer[] {
  let next = 0;
  return records.map((record) => {
    // Bytes that are no UTF-8 stay what they are.
    const text = record.toString("latin1");
    return Buffer.from(
      text.replaceAll(ID, (_, space: string) => `"event_uuid":${space}"u${(next += 1)}"`),
      "latin1",
    );
  });
}
