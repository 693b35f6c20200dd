import { z } from "zod";

/** One line of `terraform plan|apply|destroy -json`, as far as it is read here. */
const messageSchema = z.object({
  "@level": z.string(),
  "@message": z.string(),
  type: z.string().optional(),
  hook: z.object({ resource: z.object({ addr: z.string() }) }).optional(),
  change: z.object({ resource: z.object({ addr: z.string() }), action: z.string() }).optional(),
  changes: z.object({ add: z.number(), change: z.number(), remove: z.number(), operation: z.string() }).optional(),
  diagnostic: z
    .object({
      severity: z.string(),
      summary: z.string(),
      detail: z.string().optional(),
      address: z.string().optional(),
      /** Where it is in the code: `resource.aws_kinesis_stream.events`. */
      snippet: z.object({ context: z.string().nullish() }).nullish(),
    })
    .optional(),
});

/** How far an apply or destroy is. */
export interface TerraformProgress {
  /** Operations finished. */
  readonly done: number;
  /** Resources to create, change or destroy, a replaced one counted twice as Terraform does; 0 until the plan is made. */
  readonly total: number;
  /** Addresses that Terraform is at work on. */
  readonly running: readonly string[];
  /** Address that was finished by the latest message. */
  readonly finished?: string;
}

/** Operations that a planned action comes to; of a moved or forgotten resource nothing is heard in the apply. */
const OPERATIONS: Readonly<Record<string, number>> = { create: 1, read: 1, update: 1, replace: 2, delete: 1 };

/** One error of Terraform. */
export interface TerraformDiagnostic {
  /** Resource that it is about, or the block of the code, if it is about one. */
  readonly address?: string;
  /** Summary and detail, in Terraform's own words. */
  readonly message: string;
}

/** Reads Terraform's machine-readable output line by line. @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
export class ProgressReader {
  private readonly running = new Set<string>();
  private total = 0;
  private done = 0;
  private readonly errorDiagnostics: TerraformDiagnostic[] = [];
  private summary?: { add: number; change: number; remove: number };

  /** @returns progress when the line changed it */
  read(line: string): TerraformProgress | undefined {
    const message = parse(line);
    if (message === undefined) {
      if (line.trim() !== "") this.errorDiagnostics.push({ message: line });
      return undefined;
    }
    if (message.diagnostic?.severity === "error") {
      const { summary, detail, snippet } = message.diagnostic;
      const address = message.diagnostic.address ?? snippet?.context ?? undefined;
      this.errorDiagnostics.push({
        ...(address !== undefined && { address }),
        message: [summary, detail].filter(Boolean).join("\n  "),
      });
    }
    if (message.changes) this.summary = message.changes;
    if (message.type === "planned_change" && message.change) this.total += OPERATIONS[message.change.action] ?? 0;
    const address = message.hook?.resource.addr;
    if (address === undefined) return undefined;
    switch (message.type) {
      case "apply_start":
        this.running.add(address);
        return this.progress();
      case "apply_complete":
        this.running.delete(address);
        this.done += 1;
        return this.progress(address);
      case "apply_errored":
        this.running.delete(address);
        return this.progress();
      default:
        return undefined;
    }
  }

  /** What Terraform complained of. */
  get diagnostics(): readonly TerraformDiagnostic[] {
    return this.errorDiagnostics;
  }

  /** Resources that the last plan or apply counted. */
  get changes(): { readonly add: number; readonly change: number; readonly remove: number } | undefined {
    return this.summary;
  }

  private progress(finished?: string): TerraformProgress {
    return { done: this.done, total: this.total, running: [...this.running], finished };
  }
}

function parse(line: string): z.infer<typeof messageSchema> | undefined {
  try {
    return messageSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
