import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

const DAY_MILLISECONDS = 86_400_000;
const LOGGED_TIME = /"(timestamp|deletionTimestamp|modificationTime|inCommitTimestamp)":(\d+)/g;

/** Makes every commit of the Delta tables some days older: the times that their logs hold. */
export async function ageDeltaLogs(s3: S3Client, bucket: string, days: number): Promise<void> {
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: "lake/" })) {
    for (const { Key = "" } of page.Contents ?? []) {
      if (!/\/_delta_log\/\d+\.json$/.test(Key)) continue;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      const text = (await Body?.transformToString()) ?? "";
      const older = text.replace(LOGGED_TIME, (_, name: string, time: string) => {
        return `"${name}":${Number(time) - days * DAY_MILLISECONDS}`;
      });
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: older }));
    }
  }
}

/** The same store, in which every object was written some days earlier: nobody can tell S3 when an object was written. */
export class OlderStore {
  private readonly server: Server;

  private constructor(
    private readonly endpoint: string,
    private readonly days: number,
  ) {
    this.server = createServer((asked, answer) => {
      this.forward(asked).then(
        ({ status, headers, body }) => {
          answer.writeHead(status, headers).end(body);
        },
        (error: unknown) => {
          answer.destroy(error instanceof Error ? error : undefined);
        },
      );
    });
  }

  /** @param endpoint of the store */
  static async start(endpoint: string, days: number): Promise<OlderStore> {
    const store = new OlderStore(endpoint, days);
    await new Promise<void>((resolve) => store.server.listen(0, "127.0.0.1", resolve));
    return store;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("The older store does not listen.");
    return `http://127.0.0.1:${address.port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async forward(asked: IncomingMessage) {
    const headers = { ...asked.headers };
    // Its "go on" has been said already.
    delete headers.expect;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const forwarded = httpRequest(new URL(asked.url ?? "/", this.endpoint), { method: asked.method, headers });
      forwarded.once("response", resolve).once("error", reject);
      asked.pipe(forwarded);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode ?? 500, ...this.older(answer, Buffer.concat(chunks)) };
  }

  private older({ headers }: IncomingMessage, body: Buffer) {
    const modified = headers["last-modified"];
    const isListing = headers["content-type"]?.includes("xml") ?? false;
    return {
      headers: modified === undefined ? headers : { ...headers, "last-modified": this.shift(modified).toUTCString() },
      body: isListing
        ? body.toString().replace(/(?<=<LastModified>)[^<]+/g, (time) => this.shift(time).toISOString())
        : body,
    };
  }

  private shift(time: string): Date {
    return new Date(Date.parse(time) - this.days * DAY_MILLISECONDS);
  }
}
