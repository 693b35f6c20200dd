import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { OversizedEvents } from "./sqs-side-queue";

/** Keeps events that are too large for a queue as objects of one bucket. */
export class S3OversizedEvents implements OversizedEvents {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  async store(key: string, bytes: Buffer): Promise<string> {
    await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: bytes }));
    return `s3://${this.bucket}/${key}`;
  }
}
