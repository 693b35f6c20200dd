import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes an executable that stands in for Terraform.
 *
 * @param folder where it is written
 * @param script lines of a POSIX shell, of built-in commands only: the tests' PATH may hold nothing else
 * @returns its path
 */
export function fakeTerraform(folder: string, script: readonly string[], name = "terraform"): string {
  const file = path.join(folder, name);
  writeFileSync(file, ["#!/bin/sh", ...script, ""].join("\n"));
  chmodSync(file, 0o755);
  return file;
}

/** A line that prints a text as it is. */
export function print(text: string): string {
  return `printf '%s\\n' '${text.replaceAll("'", `'\\''`)}'`;
}

/** The line that answers `terraform version -json`. */
export function printVersion(version: string): string {
  return print(JSON.stringify({ terraform_version: version, platform: "linux_amd64" }));
}
