import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

/** Objects fetched at a time. */
const CONCURRENCY = 8;

/**
 * Copies everything under a prefix of a bucket into a folder, which is emptied first.
 *
 * @returns the keys of the objects
 */
export async function downloadPrefix(s3: S3Client, bucket: string, prefix: string, folder: string): Promise<string[]> {
  rmSync(path.join(folder, prefix), { recursive: true, force: true });
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    // A key that ends with a slash marks a folder, and holds nothing.
    keys.push(...(page.Contents ?? []).flatMap(({ Key = "/" }) => (Key.endsWith("/") ? [] : [Key])));
  }
  const waiting = [...keys];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const file = path.join(folder, key);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, (await Body?.transformToByteArray()) ?? new Uint8Array());
      }
    }),
  );
  return keys;
}
