import type { ServiceRequest } from "../gateway/service-message";
import type { RequiredAction } from "./access";

/** What a call of S3 is about, by its path. */
interface S3Call {
  readonly bucket: string;
  /** Empty for a call of the bucket itself. */
  readonly key: string;
  readonly parameters: URLSearchParams;
}

/** Parameters that change nothing about the rights that a call needs. */
const IRRELEVANT = new Set([
  "continuation-token",
  "delimiter",
  "encoding-type",
  "fetch-owner",
  "max-keys",
  "prefix",
  "start-after",
  "x-id",
]);

/**
 * What a call of S3 needs, which says with its path and query what other services say with a name.
 *
 * @returns undefined for a call that is not known here
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function s3Access(request: ServiceRequest): readonly RequiredAction[] | undefined {
  const call = readPath(request.path);
  if (call.bucket === "") return undefined;
  const subresources = [...call.parameters.keys()].filter((name) => !IRRELEVANT.has(name)).sort();
  const signature = `${request.method} ${call.key === "" ? "bucket" : "object"} ${subresources.join("&")}`.trim();
  return CALLS[signature]?.(call, request);
}

/** What a missing object is shown to: without it, S3 answers 403 in place of 404. A key is no prefix: the call has none. */
export function listAccess(path: string): RequiredAction {
  return { action: "s3:ListBucket", resource: bucketArn(readPath(path)) };
}

/** Whether S3 looks for one object. */
export function readsObject({ service, method, path }: ServiceRequest): boolean {
  return service === "s3" && (method === "GET" || method === "HEAD") && readPath(path).key !== "";
}

type Actions = (call: S3Call, request: ServiceRequest) => readonly RequiredAction[];

const CALLS: Readonly<Record<string, Actions>> = {
  "DELETE object": (call) => [onObject("s3:DeleteObject", call)],
  "DELETE object uploadId": (call) => [onObject("s3:AbortMultipartUpload", call)],
  "DELETE object versionId": (call) => [onObject("s3:DeleteObjectVersion", call)],
  "GET bucket list-type": (call) => [list(call)],
  "GET bucket location": (call) => [{ action: "s3:GetBucketLocation", resource: bucketArn(call) }],
  "GET bucket": (call) => [list(call)],
  "GET object": (call) => [{ ...onObject("s3:GetObject", call), onKey: ["kms:Decrypt"] }],
  "GET object versionId": (call) => [{ ...onObject("s3:GetObjectVersion", call), onKey: ["kms:Decrypt"] }],
  "HEAD bucket": (call) => [{ action: "s3:ListBucket", resource: bucketArn(call) }],
  "HEAD object": (call) => [onObject("s3:GetObject", call)],
  "POST bucket delete": (call, { body }) =>
    deletedKeys(body.toString("utf8")).map((key) => onObject("s3:DeleteObject", { ...call, key })),
  "POST object uploadId": uploadPart,
  "POST object uploads": uploadPart,
  "PUT object": (call, request) => [
    ...copySource(request),
    { ...onObject("s3:PutObject", call), onKey: ["kms:GenerateDataKey"] },
  ],
  "PUT object partNumber&uploadId": uploadPart,
};

function list(call: S3Call): RequiredAction {
  const prefix = call.parameters.get("prefix");
  return {
    action: "s3:ListBucket",
    resource: bucketArn(call),
    context: prefix === null ? {} : { "s3:prefix": prefix },
  };
}

/** Parts are joined, and for that read. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions */
function uploadPart(call: S3Call, request: ServiceRequest): readonly RequiredAction[] {
  return [...copySource(request), { ...onObject("s3:PutObject", call), onKey: ["kms:Decrypt", "kms:GenerateDataKey"] }];
}

function copySource({ headers }: ServiceRequest): readonly RequiredAction[] {
  const source = headers["x-amz-copy-source"];
  if (typeof source !== "string") return [];
  const call = readPath(source.startsWith("/") ? source : `/${source}`);
  return [{ ...onObject("s3:GetObject", call), onKey: ["kms:Decrypt"] }];
}

function onObject(action: string, call: S3Call): RequiredAction {
  return { action, resource: `${bucketArn(call)}/${call.key}` };
}

function bucketArn({ bucket }: S3Call): string {
  return `arn:aws:s3:::${bucket}`;
}

/** `/<bucket>/<key>?<parameters>`, addressed by path. */
function readPath(path: string): S3Call {
  const { pathname, searchParams } = new URL(path, "http://s3");
  const [bucket = "", ...key] = pathname.slice(1).split("/").map(decodeURIComponent);
  return { bucket, key: key.join("/"), parameters: searchParams };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

function deletedKeys(xml: string): readonly string[] {
  return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) =>
    key.replaceAll(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity),
  );
}
