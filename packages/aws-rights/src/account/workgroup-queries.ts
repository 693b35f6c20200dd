import { jsonOf, type AwsCall, type Message } from "../aws-call";

/** Which workgroup each query belongs to, saved or running: its calls name its id only, and are decided by the workgroup. */
export class WorkgroupQueries {
  private readonly workgroups = new Map<string, string>();

  /** @param id of a query */
  workgroupOf(id: string): string | undefined {
    return this.workgroups.get(id);
  }

  /** Learns from a call that was answered well. */
  learn({ service, operation, ...message }: AwsCall, response: Message): void {
    if (service !== "athena" || !["CreateNamedQuery", "StartQueryExecution"].includes(operation)) return;
    const { WorkGroup: workgroup = "primary" } = jsonOf(message) as { readonly WorkGroup?: string };
    const { NamedQueryId, QueryExecutionId: id = NamedQueryId } = jsonOf(response) as {
      readonly NamedQueryId?: string;
      readonly QueryExecutionId?: string;
    };
    if (id !== undefined) this.workgroups.set(id, workgroup);
  }
}
