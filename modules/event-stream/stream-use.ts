import type { Grantee } from "../iam";

/** A Kinesis data stream: one that is made here, or one that you have (`EventStream.fromStreamArn`). */
export interface IEventStream {
  readonly arn: string;
  readonly name: string;
  /** Hours for which a record can be read again. */
  readonly retentionHours: number;
  /** What a producer needs. */
  grantWrite(grantee: Grantee): void;
  /** What a consumer with shared throughput needs. */
  grantRead(grantee: Grantee): void;
}

export function grantStreamWrite(streamArn: string, grantee: Grantee): void {
  grantee.addStatements({
    sid: "WriteStream",
    actions: ["kinesis:PutRecord", "kinesis:PutRecords"],
    resources: [streamArn],
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function grantStreamRead(streamArn: string, grantee: Grantee): void {
  grantee.addStatements({
    sid: "ReadStream",
    actions: [
      "kinesis:DescribeStream",
      "kinesis:DescribeStreamSummary",
      "kinesis:GetRecords",
      "kinesis:GetShardIterator",
      "kinesis:ListShards",
    ],
    resources: [streamArn],
  });
}
