import { DescribeStreamSummaryCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import type { Environment } from "../../../environments/schema";
import { makeAndTakeRole } from "../../local-deployment/taken-role";

/** What `EventStream.grantWrite` grants. */
export const PRODUCER_ACTIONS = ["kinesis:PutRecord", "kinesis:PutRecords"];
export const PRODUCER_KEY_ACTIONS = ["kms:GenerateDataKey"];

export interface ProducerProps extends Pick<Environment, "accountId" | "region"> {
  /** Of the local cloud. */
  readonly endpoint: string;
  /** A client that may do everything. */
  readonly kinesis: KinesisClient;
  readonly streamName: string;
}

/** A client with the keys of a role that may put records on the stream, and nothing else. */
export async function producerOf(props: ProducerProps): Promise<KinesisClient> {
  const { accountId, region, endpoint, kinesis, streamName } = props;
  const { StreamDescriptionSummary: stream } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName: streamName }),
  );
  const { StreamARN: arn = "", KeyId: key } = stream ?? {};
  // The key that AWS manages lets every role of the account use it through Kinesis.
  const hasOwnKey = key !== undefined && !key.startsWith("alias/aws/");
  const credentials = await makeAndTakeRole({
    endpoint,
    region,
    roleArn: `arn:aws:iam::${accountId}:role/demo-producer`,
    statements: [
      { actions: PRODUCER_ACTIONS, resources: [arn] },
      ...(hasOwnKey ? [{ actions: PRODUCER_KEY_ACTIONS, resources: [key] }] : []),
    ],
  });
  return new KinesisClient({ endpoint, region, credentials });
}
