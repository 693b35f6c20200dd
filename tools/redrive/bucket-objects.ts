import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

export interface BucketObject {
  readonly key: string;
  readonly modified: Date;
}

/** Every object below a prefix. The whole list is taken first: what is redriven writes to the same prefix. */
export async function* objectsBelow(s3: S3Client, bucket: string, prefix: string): AsyncGenerator<BucketObject> {
  const objects: BucketObject[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    objects.push(...Contents.map(({ Key: key = "", LastModified: modified = new Date(0) }) => ({ key, modified })));
  }
  yield* objects;
}

/** @returns undefined when the object is gone */
export async function textOf(s3: S3Client, bucket: string, key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString()) ?? "";
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
