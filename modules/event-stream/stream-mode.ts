import { fields, knownAtSynth, optional } from "../input-rules/inputs";
import { shards } from "../input-rules/limits";
import { oneOf, type Rule } from "../input-rules/rule";

/** On demand scales by itself; provisioned is cheaper for steady traffic that you know. */
export type StreamMode = { readonly kind: "on-demand" } | { readonly kind: "provisioned"; readonly shards: number };

/** The same of a lake, whose traffic is declared. */
export type LakeStreamMode =
  | { readonly kind: "on-demand" }
  | {
      readonly kind: "provisioned";
      /** 1 to 20,000. @default - as many as the declared peak needs */
      readonly shards?: number;
    };

const kinds = fields({ kind: knownAtSynth(oneOf(["on-demand", "provisioned"], "the mode of a stream")) });

/** Rule of a mode. */
export const streamMode = modeWith(shards);

/** Rule of a lake's mode. */
export const lakeStreamMode = modeWith(optional(shards));

function modeWith(shardsRule: Rule): Rule {
  const provisioned = fields({ shards: shardsRule });
  return knownAtSynth((value) => {
    const mistakes = kinds(value);
    if (mistakes.length > 0) return mistakes;
    return Reflect.get(Object(value), "kind") === "provisioned" ? provisioned(value) : [];
  });
}
