import type { Check } from "./check";

/** Changes of nothing but tags or a description, all of them in one line: a reviewer may pass over these. */
export const cosmeticChanges: Check = {
  id: "cosmetic-changes",
  observe: (plan) => {
    const changed = plan.changed.filter(({ cosmetic }) => cosmetic);
    const [first] = changed;
    if (first === undefined) return [];
    const attributes = [
      ...new Set(changed.flatMap(({ differences }) => differences.map(({ attribute }) => attribute))),
    ];
    return [
      {
        severity: "inform",
        topic: "note",
        address: first.address,
        summary:
          changed.length === 1
            ? "Changes tags or the description only."
            : `Changes tags or the description only, of this and ${changed.length - 1} more: ${listed(changed.slice(1).map(({ address }) => address))}.`,
        evidence: first.differences,
        remedy: `Nothing to do: ${listed(attributes.sort())} has no effect on data or access, unless a policy asks for a tag.`,
      },
    ];
  },
};

const SHOWN = 10;

function listed(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return `${texts.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
