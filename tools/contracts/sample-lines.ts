import { readFileSync } from "node:fs";
import type { EventContract } from "../../events/event-contracts";
import { eventText, withMember } from "../demo/sample/event-members";
import { parseSampleSchema, sampleMembers } from "../demo/sample/schema-sample";
import { SeededRandom } from "../demo/sample/seeded-random";

/**
 * Events that follow a contract, each as one line of JSON: the same seed and moment make the same ones.
 *
 * @param now milliseconds since the Unix epoch: when they were created
 */
export function sampleLines(contract: EventContract, count: number, seed: number, now: number): string[] {
  const schema = parseSampleSchema(readFileSync(contract.file, "utf8"), contract.file);
  const random = new SeededRandom(seed, now);
  return Array.from({ length: count }, () => {
    const members = withMember(sampleMembers(schema, random), "event_uuid", JSON.stringify(random.uuid()));
    return eventText(withMember(members, "created_at", String(now / 1000)));
  });
}
