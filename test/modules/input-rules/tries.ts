import { valueText } from "../../../modules/input-rules/rule";
import { PATH, SUBJECTS, type Subject } from "./subjects";
import { type Kind, WRONG_PROPS } from "./wrong-props";

/** One wrong value of one prop. */
export interface Try {
  readonly of: string;
  readonly kind: Kind;
  readonly prop: string;
  /** As an error shows it. */
  readonly value: string;
  /** What synthesis says; nothing when it says nothing. */
  readonly error: string;
  /** The key that the error should name. */
  readonly named: string;
}

/** Tries every wrong value. */
export function tries(): readonly Try[] {
  return WRONG_PROPS.flatMap(({ of, kind, prop, values, named = prop }) =>
    values.map((value) => ({
      of,
      kind,
      prop,
      value: valueText(value),
      error: errorOf(SUBJECTS[of], prop, value),
      named,
    })),
  );
}

/** What synthesis says of one wrong value; nothing when it says nothing. */
export function errorOf(subject: Subject, prop: string, value: unknown): string {
  try {
    subject.makeWith(prop, value);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether the error is one that says where, what, why and how to mend it, and names no file. */
export function isRefused({ of, named, error }: Try): { readonly isRefused: boolean; readonly error: string } {
  const source = SOURCES[of] ?? (/^[a-z]/.test(of) || of === "ResourceNames" ? of : PATH);
  const begins =
    error.startsWith(`${source}: ${named}: got `) ||
    (named === "the prefix" && error.startsWith(`${PATH}: the prefix "`));
  const isWhole = error
    .split("\n")
    .every((line) => line.startsWith("  ") || named === "the prefix" || /; .+\. .+\.$/.test(line));
  const namesFile = /(environments|stacks|tools|test|modules|events|lambda-src|glue-src)\/|\.(ts|js|json)\b/.test(
    error.replaceAll(/"[^"]*"/g, ""),
  );
  return { isRefused: begins && isWhole && !namesFile, error };
}

/** What begins the error where it is not the construct or function itself. */
const SOURCES: Readonly<Record<string, string>> = {
  stateBackendNames: "stateBackendNames",
  applyPermissionsBoundary: PATH,
};
