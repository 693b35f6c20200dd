import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { App, AssetType, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";

/** A file that Terraform uploads. */
export interface ContentAsset {
  /** Path as Terraform reads it, below the folder of the stack. */
  readonly path: string;
  /** SHA-256 of the content: `hex`, or `base64` as Lambda reports it. */
  readonly hash: (encoding: "base64" | "hex") => string;
}

/**
 * Has a stack carry a file. Until CDKTF copies it at the end of synthesis it lies in a folder named after its content: two
 * constructs of one name, in an app of two regions or accounts, never ship each other's.
 *
 * @param file name of the file, without a folder
 */
export function contentAsset(scope: Construct, id: string, file: string, content: Uint8Array): ContentAsset {
  const hash = (encoding: "base64" | "hex") => createHash("sha256").update(content).digest(encoding);
  const folder = path.join(App.of(scope).outdir, "packages", hash("hex").slice(0, 16));
  const written = path.resolve(folder, file);
  mkdirSync(folder, { recursive: true });
  writeFileSync(written, content);
  return { path: new TerraformAsset(scope, id, { path: written, type: AssetType.FILE }).path, hash };
}
