import { Token } from "cdktf";
import { flag, type Mistake, RIGHT, type Rule, valueText, wrong } from "./rule";

/** A rule for each prop: what nobody thought of does not compile. */
export type RulesFor<Props> = { readonly [Prop in keyof Props]-?: Rule };

const KNOWN_AT_SYNTH = new WeakSet<Rule>();

/** A value that decides what is made: one that Terraform only learns when it applies is too late. */
export function knownAtSynth(rule: Rule): Rule {
  const strict: Rule = (value) => rule(value);
  KNOWN_AT_SYNTH.add(strict);
  return strict;
}

/** What a rule says of a value. A token, whose value Terraform learns later, is let through. */
function apply(rule: Rule, value: unknown): readonly Mistake[] {
  if (!Token.isUnresolved(value)) return rule(value);
  return KNOWN_AT_SYNTH.has(rule) ? tooLate(value) : RIGHT;
}

function tooLate(value: unknown): readonly Mistake[] {
  const fix = Array.isArray(value) ? "Write the list itself; its members may be tokens" : "Write the value itself";
  return wrong(value, "is a token, and what is made follows from it", fix);
}

/** A prop that may be left out. */
export function optional(rule: Rule): Rule {
  const lax: Rule = (value) => (value === undefined ? RIGHT : apply(rule, value));
  if (KNOWN_AT_SYNTH.has(rule)) KNOWN_AT_SYNTH.add(lax);
  return lax;
}

/** An object, each of whose members has a rule. */
export function fields<Props>(rules: RulesFor<Props>): Rule {
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return wrong(value, `must be an object with ${Object.keys(rules).join(", ")}`, "Write one");
    }
    return Object.entries<Rule>(rules).flatMap(([key, rule]) => below(key, apply(rule, Reflect.get(value, key))));
  };
}

/** A list, in which nothing stands twice. How long it is must be known: of each member something is made. */
export function listOf(rule: Rule, least: number, most = Number.POSITIVE_INFINITY): Rule {
  return knownAtSynth((value) => {
    if (Token.isUnresolved(value)) return tooLate(value);
    if (!Array.isArray(value)) return wrong(value, "must be a list", "Put it in brackets");
    const members: readonly unknown[] = value;
    if (members.length < least) {
      return wrong(value, `must be a list of at least ${least}`, least === 1 ? "Name one" : "Name more");
    }
    if (members.length > most) {
      return wrong(members.length, `must be a list of at most ${most.toLocaleString("en-US")}`, "Name fewer");
    }
    return members.flatMap((member, index) => {
      const mistakes = apply(rule, member);
      if (mistakes.length > 0 || typeof member === "object") return below(index, mistakes);
      const isTwice = members.indexOf(member) !== index;
      return isTwice ? below(index, wrong(member, "is in the list twice", "Remove one of them")) : RIGHT;
    });
  });
}

/** Names and values of an object whose names are free. */
export function recordOf(names: Rule, values: Rule, least: number, most: number): Rule {
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return wrong(value, "must be an object", "Write one");
    }
    const entries = Object.entries(value);
    if (entries.length < least || entries.length > most) {
      return wrong(value, `must have ${least} to ${most} members`, entries.length < least ? "Name one" : "Name fewer");
    }
    return entries.flatMap(([name, member]) => below(name, [...names(name), ...apply(values, member)]));
  };
}

function below(key: string | number, mistakes: readonly Mistake[]): readonly Mistake[] {
  return mistakes.map((mistake) => ({ ...mistake, at: [key, ...mistake.at] }));
}

/**
 * Checks what somebody passes, all of it, before anything is made.
 *
 * @param source path of the construct, name of the function or file that the inputs are written in: the error begins with it
 * @throws Error with a line for each mistake: source, key, value, rule and fix
 */
export function checkInputs<Props>(source: string, inputs: Props, rules: RulesFor<Props>): void {
  refuse(source, fields<Props>(rules)(inputs));
}

/**
 * The same for one input.
 *
 * @throws Error as `checkInputs` does
 */
export function checkInput(source: string, name: string, value: unknown, rule: Rule): void {
  refuse(source, below(name, apply(rule, value)));
}

/** @throws Error with a line for each mistake, when there is one */
export function refuse(source: string, mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw new Error(mistakes.map((mistake) => mistakeText(source, mistake)).join("\n"));
}

function mistakeText(source: string, { at, value, rule, fix }: Mistake): string {
  const key = at.length === 0 ? "props" : at.join(".");
  return `${source}: ${key}: got ${Token.isUnresolved(value) ? "a token" : valueText(value)}; ${rule}. ${fix}.`;
}

/** Terraform must know it before it plans. @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#literal-values-only */
export const removalProtection = optional(knownAtSynth(flag));
