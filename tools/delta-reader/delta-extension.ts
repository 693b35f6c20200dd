import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { version as duckdbVersion } from "@duckdb/node-api";
import { type PythonPackages, pythonEnvironment, type Environment } from "@event-lake/local-cloud/installation";

/** DuckDB's own way to get an extension asks its server at run time; as a Python package it is pinned by hash. */
const PACKAGES: PythonPackages = {
  name: "delta-reader",
  requirements: path.join(__dirname, "requirements.txt"),
  program: "python",
  variable: "EVENT_LAKE_DELTA_READER_VENV",
};

/**
 * The file of DuckDB's Delta extension, installed once in the user's cache folder.
 *
 * @throws Error when Python is missing, or the extension is for another DuckDB than this one
 * @see https://duckdb.org/docs/stable/core_extensions/delta
 */
export async function deltaExtension(
  onProgress: (message: string) => void,
  environment: Environment = process.env,
): Promise<string> {
  const folder = await pythonEnvironment(PACKAGES, onProgress, environment);
  const lib = path.join(folder, "lib");
  const python = readdirSync(lib).find((name) => name.startsWith("python3")) ?? "python3";
  const extensions = path.join(lib, python, "site-packages", "duckdb_extension_delta", "extensions");
  const file = path.join(extensions, duckdbVersion(), "delta.duckdb_extension");
  if (existsSync(file)) return file;
  throw new Error(
    `DuckDB ${duckdbVersion()} needs its Delta extension at ${file}, and it is not there. An extension fits one version: ` +
      `give duckdb-extension-delta in ${PACKAGES.requirements} the version of @duckdb/node-api in package.json.`,
  );
}
