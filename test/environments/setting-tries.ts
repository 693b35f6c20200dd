import { InvalidEnvironmentError, validateEnvironments } from "../../environments/validate-environments";
import { valueText } from "../../modules/input-rules/rule";
import { prod } from "../fixtures/environments";
import { changed } from "../modules/input-rules/changed";
import { type SettingKind, WRONG_SETTINGS, WRONG_TOGETHER } from "./wrong-settings";

/** One wrong value of one setting. */
export interface SettingTry {
  readonly kind: SettingKind;
  readonly setting: string;
  /** As an error shows it. */
  readonly value: string;
  /** What synthesis says; nothing when it says nothing. */
  readonly error: string;
  /** The key that the error should name. */
  readonly named: string;
}

/** Tries every wrong value in an environment that is right otherwise. */
export function settingTries(): readonly SettingTry[] {
  const alone = WRONG_SETTINGS.flatMap(({ kind, setting, values, named = setting }) =>
    values.map((value) => {
      const settings = changed(prod, setting.split("."), value);
      return { kind, setting, value: valueText(value), error: errorOf(settings), named };
    }),
  );
  const together = WRONG_TOGETHER.map(({ kind, changes, named }) => ({
    kind,
    setting: Object.keys(changes).join(", "),
    value: valueText(changes),
    error: errorOf({ ...prod, ...changes }),
    named,
  }));
  return [...alone, ...together];
}

function errorOf(settings: unknown): string {
  return problems({ "environments/mine.ts": settings }).join("\n");
}

/** The problems that are found in environment files, one a line. */
export function problems(files: Readonly<Record<string, unknown>>): string[] {
  try {
    validateEnvironments(files);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidEnvironmentError)) throw error;
    const [, ...lines] = error.message.split("\n");
    return lines.map((line) => line.trim());
  }
}
