import { checkLocalTrino } from "../../tools/trino/local-trino";

/** What this machine lacks for Trino, and the line that installs it: Athena is missing then, and nothing else. */
export function missingTrino(): string | undefined {
  try {
    checkLocalTrino();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
