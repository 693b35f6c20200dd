import { textOf, type AwsCall } from "../aws-call";
import { access, type Access, type RequiredAction } from "../access";

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
export function s3Access(request: AwsCall): readonly RequiredAction[] | undefined {
  const call = readPath(request.path);
  if (call.bucket === "") return undefined;
  const subresources = [...call.parameters.keys()].filter((name) => !IRRELEVANT.has(name)).sort();
  const signature = `${request.method} ${call.key === "" ? "bucket" : "object"} ${subresources.join("&")}`.trim();
  const [only = ""] = subresources.length === 1 ? subresources : [];
  return CALLS[signature]?.(call, request) ?? bucketSetting(request.method, only, call);
}

/**
 * What it takes to hear that an object is not there: without it, S3 answers 403 in place of 404. A key is no prefix: the
 * call has none.
 *
 * @returns undefined for a call that reads no object
 */
export function missingObjectAccess({ service, method, path }: AwsCall): Access | undefined {
  if (service !== "s3" || (method !== "GET" && method !== "HEAD")) return undefined;
  const call = readPath(path);
  return call.key === "" ? undefined : access({ action: "s3:ListBucket", resource: bucketArn(call) });
}

/** Settings of a bucket: the parameter, and the end of its actions; to delete one takes the right to put it. */
const BUCKET_SETTINGS: Readonly<Record<string, string>> = {
  accelerate: "AccelerateConfiguration",
  acl: "BucketAcl",
  cors: "BucketCORS",
  encryption: "EncryptionConfiguration",
  lifecycle: "LifecycleConfiguration",
  logging: "BucketLogging",
  notification: "BucketNotification",
  "object-lock": "BucketObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  publicAccessBlock: "BucketPublicAccessBlock",
  replication: "ReplicationConfiguration",
  requestPayment: "BucketRequestPayment",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  website: "BucketWebsite",
};

function bucketSetting(method: string, parameter: string, call: S3Call): readonly RequiredAction[] | undefined {
  const setting = BUCKET_SETTINGS[parameter];
  if (setting === undefined || call.key !== "") return undefined;
  const verb = method === "GET" ? "Get" : method === "DELETE" && parameter === "policy" ? "Delete" : "Put";
  return [{ action: `s3:${verb}${setting}`, resource: bucketArn(call) }];
}

type Actions = (call: S3Call, request: AwsCall) => readonly RequiredAction[];

const CALLS: Readonly<Record<string, Actions>> = {
  "DELETE bucket": (call) => [{ action: "s3:DeleteBucket", resource: bucketArn(call) }],
  "DELETE object": (call) => [onObject("s3:DeleteObject", call)],
  "DELETE object uploadId": (call) => [onObject("s3:AbortMultipartUpload", call)],
  "DELETE object versionId": (call) => [onObject("s3:DeleteObjectVersion", call)],
  "GET bucket list-type": (call) => [list(call)],
  "GET bucket location": (call) => [{ action: "s3:GetBucketLocation", resource: bucketArn(call) }],
  "GET bucket": (call) => [list(call)],
  "GET bucket versions": (call) => [{ ...list(call), action: "s3:ListBucketVersions" }],
  "GET object": (call) => [{ ...onObject("s3:GetObject", call), onKey: ["kms:Decrypt"] }],
  "GET object versionId": (call) => [{ ...onObject("s3:GetObjectVersion", call), onKey: ["kms:Decrypt"] }],
  "GET object tagging": (call) => [onObject("s3:GetObjectTagging", call)],
  "HEAD bucket": (call) => [{ action: "s3:ListBucket", resource: bucketArn(call) }],
  "HEAD object": (call) => [onObject("s3:GetObject", call)],
  "POST bucket delete": (call, request) =>
    deletedObjects(textOf(request)).map(({ key, hasVersion }) =>
      onObject(hasVersion ? "s3:DeleteObjectVersion" : "s3:DeleteObject", { ...call, key }),
    ),
  "POST object uploadId": uploadPart,
  "POST object uploads": uploadPart,
  "PUT bucket": (call) => [{ action: "s3:CreateBucket", resource: bucketArn(call) }],
  "PUT object tagging": (call) => [onObject("s3:PutObjectTagging", call)],
  "PUT object": (call, request) => [
    ...copySource(request),
    { ...onObject("s3:PutObject", call), onKey: ["kms:GenerateDataKey"] },
    ...(request.headers["x-amz-tagging"] === undefined ? [] : [onObject("s3:PutObjectTagging", call)]),
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
function uploadPart(call: S3Call, request: AwsCall): readonly RequiredAction[] {
  return [...copySource(request), { ...onObject("s3:PutObject", call), onKey: ["kms:Decrypt", "kms:GenerateDataKey"] }];
}

function copySource({ headers }: AwsCall): readonly RequiredAction[] {
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

interface DeletedObject {
  readonly key: string;
  readonly hasVersion: boolean;
}

function deletedObjects(xml: string): readonly DeletedObject[] {
  const objects = [...xml.matchAll(/<Object\b[^>]*>(.*?)<\/Object>/gs)];
  // What cannot be read must not be let through.
  if (objects.length === 0) throw new Error("DeleteObjects names no object that can be read.");
  return objects.map(([, object = ""]) => ({
    key: (/<Key>([^<]*)<\/Key>/.exec(object)?.[1] ?? "").replaceAll(
      /&(\w+);/g,
      (entity, name: string) => ENTITIES[name] ?? entity,
    ),
    hasVersion: object.includes("<VersionId>"),
  }));
}
