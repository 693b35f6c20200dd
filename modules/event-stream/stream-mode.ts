import { fields, knownAtSynth } from "../input-rules/inputs";
import { shards } from "../input-rules/limits";
import { oneOf, type Rule } from "../input-rules/rule";

/** On demand scales by itself; provisioned is cheaper for steady traffic that you know. */
export type StreamMode = { readonly kind: "on-demand" } | { readonly kind: "provisioned"; readonly shards: number };

const kinds = fields({ kind: knownAtSynth(oneOf(["on-demand", "provisioned"], "the mode of a stream")) });
const provisioned = fields({ shards });

/** Rule of a mode. */
export const streamMode: Rule = knownAtSynth((value) => {
  const mistakes = kinds(value);
  if (mistakes.length > 0) return mistakes;
  return Reflect.get(Object(value), "kind") === "provisioned" ? provisioned(value) : [];
});
