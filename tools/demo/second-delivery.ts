import { randomUUID } from "node:crypto";
import { CopyObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/**
 * Delivers the largest object of a prefix a second time, under another name: what Firehose does when its upload timed out
 * and had arrived all the same.
 *
 * @returns its key; undefined when there is no object
 * @see https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html (at-least-once semantics)
 */
export async function deliverAgain(s3: S3Client, bucket: string, prefix: string): Promise<string | undefined> {
  let largest: { readonly Key?: string; readonly Size?: number } | undefined;
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const object of page.Contents ?? []) if ((object.Size ?? 0) > (largest?.Size ?? -1)) largest = object;
  }
  if (largest?.Key === undefined) return undefined;
  const key = largest.Key.replace(UUID, randomUUID());
  if (key === largest.Key) throw new Error(`${key} has no UUID in its name, which Firehose gives every object.`);
  await s3.send(
    new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource: `${bucket}/${encodeURIComponent(largest.Key)}` }),
  );
  return key;
}
