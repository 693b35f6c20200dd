import { readFileSync } from "node:fs";
import path from "node:path";

/** What a construct says about a stack (CDKTF calls it an annotation). */
export interface SynthMessage {
  readonly level: "info" | "warning" | "error";
  readonly stack: string;
  readonly message: string;
}

interface Manifest {
  readonly stacks: Readonly<
    Record<string, { readonly annotations?: readonly { readonly level: string; readonly message: string }[] }>
  >;
}

const LEVELS: Readonly<Record<string, SynthMessage["level"]>> = {
  "@cdktf/info": "info",
  "@cdktf/warn": "warning",
  "@cdktf/error": "error",
};

/**
 * What the stacks of a synthesised app say, in the order of the stacks. The app itself is silent: it leaves the messages
 * to the CDKTF CLI, in its manifest.
 *
 * @param folder with manifest.json
 * @throws Error when the folder has no manifest
 */
export function synthMessages(folder: string): readonly SynthMessage[] {
  const { stacks } = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")) as Manifest;
  return Object.entries(stacks).flatMap(([stack, { annotations = [] }]) =>
    annotations.map(({ level, message }) => ({ level: LEVELS[level] ?? "info", stack, message })),
  );
}
