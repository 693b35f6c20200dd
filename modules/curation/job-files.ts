import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Construct } from "constructs";
import { contentAsset, deterministicZip } from "../archive";
import { checkInput } from "../input-rules/inputs";
import { RIGHT, type Rule, wrong } from "../input-rules/rule";
import { LAKE_PREFIXES, type LakeStorage } from "../lake-storage";

export interface JobFilesProps {
  readonly storage: LakeStorage;
  /** Folder that holds `curate.py` and the Python package `curation/`. */
  readonly sourceFolder: string;
  /** JSON text that the job reads. */
  readonly contracts: string;
}

const SCRIPT = "curate.py";
const PACKAGE = "curation";

/**
 * The files that a run reads, as objects under `jobs/`. The hash of its content is part of a key: a plan shows a changed
 * job as a changed key, and the old object stays until the job no longer names it.
 */
export class JobFiles extends Construct {
  /** Entry script, `s3://...`. */
  readonly script: string;
  /** Zip of the Python package, `s3://...`. */
  readonly package: string;
  /** Contracts document, `s3://...`. */
  readonly contracts: string;

  /** @throws Error when the folder has no script or no package */
  constructor(scope: Construct, id: string, props: JobFilesProps) {
    super(scope, id);
    const { sourceFolder } = props;
    checkInput(scope.node.path, "sourceFolder", sourceFolder, jobFolder);
    this.script = this.upload("script", props, "curate.py", readFileSync(path.join(sourceFolder, SCRIPT)));
    this.package = this.upload("package", props, "curation.zip", deterministicZip(packageFiles(sourceFolder)));
    this.contracts = this.upload("contracts", props, "contracts.json", Buffer.from(props.contracts));
  }

  private upload(id: string, { storage }: JobFilesProps, file: string, content: Uint8Array): string {
    const { name: stem, ext } = path.parse(file);
    const asset = contentAsset(this, `${id}_file`, file, content);
    const object = new S3Object(this, id, {
      bucket: storage.bucket.name,
      key: `${LAKE_PREFIXES.jobs}${stem}-${asset.hash("hex").slice(0, 12)}${ext}`,
      source: asset.path,
      kmsKeyId: storage.encryptionKey?.arn,
      dependsOn: [...storage.bucket.safeguards],
      lifecycle: { createBeforeDestroy: true },
    });
    return `s3://${object.bucket}/${object.key}`;
  }
}

const jobFolder: Rule = (folder) => {
  const parts = [SCRIPT, path.join(PACKAGE, "__init__.py")].map((part) => path.join(String(folder), part));
  const missing = parts.find((part) => !existsSync(part));
  if (missing === undefined) return RIGHT;
  const rule = `${missing} is not there. The folder of the curation job holds ${SCRIPT} and the package ${PACKAGE}/`;
  return wrong(folder, rule, "Name that folder");
};

/** Modules of the package by their path inside the zip, parts separated by a slash on every machine. */
function packageFiles(sourceFolder: string): ReadonlyMap<string, Uint8Array> {
  const folder = path.join(sourceFolder, PACKAGE);
  return new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".py"))
      .map((file) => [`${PACKAGE}/${file.split(path.sep).join("/")}`, readFileSync(path.join(folder, file))] as const),
  );
}
