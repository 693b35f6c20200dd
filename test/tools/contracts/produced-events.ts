import fc from "fast-check";
import type { EventContract } from "../../../events/event-contracts";
import { sampleLines } from "../../../tools/contracts/sample-lines";

const VALUES = fc.oneof(
  fc.constantFrom<unknown>(null, true, "", "7", "7.5", "2026-11-20", "2026-02-30", "2026-11-20T10:00:00Z", {}, []),
  fc.constantFrom<unknown>(
    "2026-12-31T23:59:60Z",
    "0000-01-01",
    "9999-12-31T23:59:59-01:00",
    "20:00",
    [null],
    [1, "a"],
  ),
  fc.constantFrom<unknown>(0, -0, 7, 7.5, 1e15, 2 ** 53, 2 ** 63, -(2 ** 63), 1e300, -1e-7),
  fc.string({ unit: "binary" }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
);

/** Events of these contracts: as they should be, or with up to three fields changed, left out or put in. */
export function producedEvents(contracts: readonly EventContract[]): fc.Arbitrary<Record<string, unknown>> {
  const base = fc
    .tuple(fc.constantFrom(...contracts), fc.nat())
    .map(([contract, seed]) => ({ contract, event: sampleOf(contract, seed) }));
  return base.chain(({ contract, event }) => {
    const names = ["event_uuid", "created_at", ...contract.fields.map(({ name }) => name), "further"];
    const change = fc.record({ name: fc.constantFrom(...names), value: fc.option(VALUES, { nil: undefined }) });
    return fc.array(change, { maxLength: 3 }).map((changes) => {
      const changed = { ...event };
      for (const { name, value } of changes) {
        if (value === undefined) Reflect.deleteProperty(changed, name);
        else changed[name] = value;
      }
      return changed;
    });
  });
}

function sampleOf(contract: EventContract, seed: number): Record<string, unknown> {
  const [line = ""] = sampleLines(contract, 1, seed, Date.now());
  return JSON.parse(line) as Record<string, unknown>;
}
