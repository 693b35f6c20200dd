import { PutObjectCommand } from "@aws-sdk/client-s3";

import type { Clock } from "../clock";
import type { ObjectStore } from "./emulator-clients";

const FIRST_DELAY = 1000;
const MAX_DELAY = 60_000;

/** An object on its way to S3. */
export interface PendingObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  /** Undefined for what is not compressed as a whole. */
  readonly contentEncoding?: "gzip";
}

/** The engine was stopped while something was not yet delivered. */
export class DeliveryStoppedError extends Error {}

/** Does things again until they succeed, with growing pauses on the clock, until it is stopped. */
export class PersistentWriter {
  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly stopped: AbortSignal,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * Puts an object, again and again under the same key until S3 has it. The service gives up after 24 hours and loses
   * the data; this engine never does.
   *
   * @throws DeliveryStoppedError when the engine was stopped before.
   * @see https://docs.aws.amazon.com/firehose/latest/dev/retry.html
   */
  async put(object: PendingObject): Promise<void> {
    const put = () =>
      this.store.send(
        new PutObjectCommand({
          Bucket: object.bucket,
          Key: object.key,
          Body: object.body,
          ContentType: "application/octet-stream",
          ContentEncoding: object.contentEncoding,
        }),
      );
    await this.persist(`s3://${object.bucket}/${object.key}`, put);
  }

  /**
   * Runs `attempt` until it succeeds, 1 s after the first failure, then twice as long each time, 60 s at most.
   *
   * @param isFinal failures that no further attempt can mend; they are thrown.
   * @throws DeliveryStoppedError when the engine was stopped before.
   */
  async persist<Result>(
    what: string,
    attempt: () => Promise<Result>,
    isFinal: (error: unknown) => boolean = () => false,
  ): Promise<Result> {
    for (let delay = FIRST_DELAY; ; delay = Math.min(delay * 2, MAX_DELAY)) {
      if (this.stopped.aborted) {
        throw new DeliveryStoppedError(`${what} was not done: the engine was stopped. Flush it before you stop it.`);
      }
      try {
        return await attempt();
      } catch (error) {
        if (isFinal(error)) {
          throw error;
        }
        const reason = error instanceof Error ? error.message : String(error);
        this.onError(new Error(`${what} failed and is tried again in ${delay} ms: ${reason}`, { cause: error }));
        await this.clock.sleep(delay, this.stopped);
      }
    }
  }
}
