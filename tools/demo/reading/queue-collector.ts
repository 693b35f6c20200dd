import { setTimeout as wait } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { QueueMessage } from "../streaming/queue-message";
import { drainQueue } from "./queue-reader";

/** Milliseconds between two looks at a queue that was empty. */
const PAUSE = 1_000;

/**
 * Takes the messages out of a queue as they come. Emptying it at the end would take long: moto counts a whole queue anew
 * for each message that it gives out.
 */
export class QueueCollector {
  private readonly messages: QueueMessage[] = [];
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly sqs: SQSClient,
    private readonly s3: S3Client,
    private readonly queueName: string,
  ) {
    this.running = this.run();
    // Whoever stops the collector is told.
    this.running.catch(() => undefined);
  }

  /**
   * Takes what is left, and ends.
   *
   * @returns every message that the queue had
   * @throws Error when the queue could not be read
   */
  async stop(): Promise<QueueMessage[]> {
    this.ending.abort();
    await this.running;
    await this.collect();
    return this.messages;
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await this.collect();
      await wait(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }

  private async collect(): Promise<void> {
    this.messages.push(...(await drainQueue(this.sqs, this.s3, this.queueName)));
  }
}
