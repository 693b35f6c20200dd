import type { DataAtRisk } from "../finding";
import type { ResourceChange } from "../plan/resource-change";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html */
export function streamData(stream: ResourceChange): DataAtRisk {
  const hours = stream.textBefore("retention_period") ?? "24";
  return {
    holds: `the records of the last ${hours} hours`,
    lost: `all of them: what no consumer has read yet, and every replay of the last ${hours} hours`,
    recovery: "None: Kinesis has no backup. Only producers could send the records again.",
  };
}
