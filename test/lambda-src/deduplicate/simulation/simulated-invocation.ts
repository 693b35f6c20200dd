import type { KinesisStreamRecord } from "aws-lambda";
import { type BatchResult, deduplicateBatch } from "../../../../lambda-src/deduplicate/deduplicate-batch";
import type { EntryOutcome } from "../../../../lambda-src/deduplicate/batch-call";
import type { SideMessage } from "../../../../lambda-src/deduplicate/side-queue/side-message";
import type { SideQueue } from "../../../../lambda-src/deduplicate/side-queue/sqs-side-queue";
import { REJECTED_TABLE } from "../../../../lambda-src/interface";
import { type EntryFate, fateOf, type SimulatedWorld } from "./simulated-world";

/** How one invocation ended: with a result, or by a crash that left its calls hanging. */
export type Ending = { readonly kind: "returned"; readonly result: BatchResult } | { readonly kind: "crashed" };

/** One run of the function on one batch, which can die at any call. */
export class SimulatedInvocation {
  /** Records whose delivery was answered with success. */
  readonly answered: string[] = [];
  /** Records of each PutRecordBatch call. */
  readonly calls: string[][] = [];
  /** Every record that the stream took, whether or not that was answered. */
  readonly taken: string[] = [];
  private readonly death: Promise<Ending>;
  private die: () => void = () => undefined;

  /** @param instance which warm instance of the function runs it */
  constructor(
    private readonly world: SimulatedWorld,
    private readonly instance: number,
  ) {
    this.death = new Promise((resolve) => {
      this.die = () => {
        resolve({ kind: "crashed" });
      };
    });
  }

  /** @param remainingMs what is left of the invocation, all the time */
  run(records: readonly KinesisStreamRecord[], remainingMs: number): Promise<Ending> {
    const { world } = this;
    const result = deduplicateBatch(records, () => remainingMs, {
      claimStore: world.props.index.claimStore((effect) => this.step(effect), this.instance),
      duplicatesQueue: this.queue(({ record }) => world.duplicates.push(record.owner)),
      quarantineQueue: this.queue(({ record, reason }) => world.quarantine.push({ owner: record.owner, reason })),
      deliveryStream: { putRecords: (data) => this.putRecords(data) },
      contracts: new Map([["contracted", [{ name: "score", type: "bigint", required: true }]]]),
      deliveryPolicy: {
        limits: world.props.limits,
        resend: {
          maxTries: 3,
          baseDelayMs: 100,
          maxDelayMs: 1_000,
          reserveMs: 1_000,
          sleep: () => this.sleep(),
          random: () => 0.5,
        },
      },
      onFailure: (failure) => world.failures.push(failure),
    });
    return Promise.race([this.death, result.then((returned): Ending => ({ kind: "returned", result: returned }))]);
  }

  private queue(take: (message: SideMessage) => void): SideQueue {
    return {
      send: (messages) =>
        this.step<EntryOutcome[]>((fateOfEntry) =>
          messages.map((message, index) => {
            const fate = fateOfEntry(index);
            if (fate !== "refused") take(message);
            return fate === "done" ? null : new Error("queue is down");
          }),
        ).catch((error: unknown) => messages.map(() => error as Error)),
    };
  }

  private putRecords(data: readonly Buffer[]): Promise<EntryOutcome[]> {
    const records = data.map(ownersIn);
    this.calls.push(records.flat().map(({ owner }) => owner));
    return this.step((fateOfEntry, answers) =>
      records.map((entries, index) => {
        const fate = fateOfEntry(index);
        const events = entries.filter(({ rejected }) => !rejected).map(({ owner }) => owner);
        if (fate !== "refused") {
          this.taken.push(...entries.map(({ owner }) => owner));
          this.world.delivered.push(...events);
          this.world.rejected.push(...entries.filter(({ rejected }) => rejected).map(({ owner }) => owner));
        }
        if (fate === "done" && answers) this.answered.push(...events);
        return fate === "done" ? null : new Error("ServiceUnavailableException");
      }),
    );
  }

  /** The function can die in its sleep, but a sleep does not fail. */
  private async sleep(): Promise<void> {
    const { kind } = this.world.takeFault();
    await this.world.props.pause();
    if (kind === "crash_before" || kind === "crash_after") await this.crash();
  }

  private async step<T>(effect: (fateOfEntry: (index: number) => EntryFate, answers: boolean) => T): Promise<T> {
    const { kind, mask } = this.world.takeFault();
    await this.world.props.pause();
    if (kind === "crash_before") return this.crash();
    if (kind === "reject_before") throw new Error("connection refused");
    const answers = kind === "none" || kind === "partial";
    const answer = effect((index) => (kind === "partial" ? fateOf(mask, index) : "done"), answers);
    if (kind === "crash_after") return this.crash();
    if (kind === "reject_after") throw new Error("timeout after the service had done it");
    await this.world.props.pause();
    return answer;
  }

  private crash(): Promise<never> {
    this.world.props.index.forgetInstance(this.instance);
    this.die();
    return new Promise(() => undefined);
  }
}

/** The owner tokens in one packed record: each event carries its own somewhere, and so does what was rejected. */
function ownersIn(data: Buffer): { readonly owner: string; readonly rejected: boolean }[] {
  return data
    .toString()
    .split("\n")
    .map((line) => {
      const { table_name: table } = JSON.parse(line) as { table_name: string };
      return { owner: /shard-\d+:\d+(:\d+)?/.exec(line)?.[0] ?? line, rejected: table === REJECTED_TABLE };
    });
}
