import type { KinesisStreamRecord } from "aws-lambda";
import type { Claim, ClaimOutcome } from "../../../lambda-src/deduplicate/claim-store";
import { type BatchResult, deduplicateBatch } from "../../../lambda-src/deduplicate/deduplicate-batch";
import type { EntryOutcome } from "../../../lambda-src/deduplicate/send-with-resends";
import type { SideMessage, SideQueue } from "../../../lambda-src/deduplicate/side-queue";
import { WINDOW_SECONDS } from "./kinesis-records";
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

  constructor(private readonly world: SimulatedWorld) {
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
      claimStore: { claim: (claims) => this.claim(claims) },
      duplicatesQueue: this.queue(({ record }) => world.duplicates.push(record.owner)),
      quarantineQueue: this.queue(({ record, reason }) => world.quarantine.push({ owner: record.owner, reason })),
      deliveryStream: { putRecords: (data) => this.putRecords(data) },
      routing: { windowSeconds: WINDOW_SECONDS, contractedEvents: new Set(["contracted"]) },
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

  private claim(claims: readonly Claim[]): Promise<ClaimOutcome[]> {
    return this.step((fateOfEntry) =>
      claims.map((claim, index): ClaimOutcome => {
        const fate = fateOfEntry(index);
        const outcome: ClaimOutcome =
          fate === "refused" ? { kind: "failed", error: new Error("throttled") } : this.claimOne(claim);
        return fate === "done" ? outcome : { kind: "failed", error: new Error("throttled") };
      }),
    );
  }

  private claimOne({ eventUuid, owner }: Claim): ClaimOutcome {
    const { claims, props } = this.world;
    const current = claims.get(eventUuid);
    if (current !== undefined && (current !== owner || !props.remembersOwner)) {
      return { kind: "taken", owner: props.remembersOwner ? current : "not remembered" };
    }
    claims.set(eventUuid, owner);
    return { kind: "claimed" };
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
    this.calls.push(records.flat());
    return this.step((fateOfEntry, answers) =>
      records.map((owners, index) => {
        const fate = fateOfEntry(index);
        if (fate !== "refused") {
          this.taken.push(...owners);
          this.world.delivered.push(...owners);
        }
        if (fate === "done" && answers) this.answered.push(...owners);
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
    this.die();
    return new Promise(() => undefined);
  }
}

/** The records behind the events in one packed record: each carries its owner token in its payload. */
function ownersIn(data: Buffer): string[] {
  return data
    .toString()
    .split("\n")
    .map((line) => {
      const { payload } = JSON.parse(line) as { payload: string };
      return (JSON.parse(payload) as { record: string }).record;
    });
}
