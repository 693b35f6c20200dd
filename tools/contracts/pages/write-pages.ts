import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../../../environments/schema";
import type { EventContract } from "../../../events/event-contracts";
import { dataDictionary } from "./data-dictionary";
import { eventPage, indexPage, pageFile } from "./dictionary-pages";

const ASSETS = ["dictionary.css", "dictionary.js"];

/**
 * Writes the data dictionary: a page for each event, and one that finds them. It needs no server and no network.
 *
 * @param folder is made; pages in it of events that are gone are removed
 * @returns the page to open
 * @throws Error when the folder holds something else
 */
export function writePages(
  folder: string,
  contracts: readonly EventContract[],
  environments: readonly Environment[],
): string {
  mkdirSync(folder, { recursive: true });
  const there = readdirSync(folder);
  const isOwn = ASSETS.every((file) => there.includes(file));
  const foreign = there.find((file) => !isOwn || (!file.endsWith(".html") && !ASSETS.includes(file)));
  if (foreign !== undefined) {
    throw new Error(
      `--out ${folder} holds ${foreign}, which is none of its pages. Name a folder of the dictionary's own.`,
    );
  }
  for (const file of there) rmSync(path.join(folder, file));
  const entries = dataDictionary(contracts, environments);
  for (const entry of entries) writeFileSync(path.join(folder, pageFile(entry.contract.name)), eventPage(entry));
  for (const file of ASSETS) copyFileSync(path.join(__dirname, file), path.join(folder, file));
  const index = path.join(folder, "index.html");
  writeFileSync(index, indexPage(entries));
  return index;
}
