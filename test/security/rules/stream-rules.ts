import { mentions, type Rule } from "./rule";

/** Kinesis, Firehose and DynamoDB. */
export const streamRules: readonly Rule[] = [
  {
    ids: "CKV_AWS_43, AWS-0064, KDS1",
    demands: "records are encrypted with KMS",
    type: "aws_kinesis_stream",
    holds: ({ config }) => config["encryption_type"] === "KMS",
  },
  {
    ids: "CKV_AWS_185, KDS3",
    demands: "the encryption key is a customer's",
    type: "aws_kinesis_stream",
    holds: ({ config }) => mentions(config["kms_key_id"], "${aws_kms_key."),
  },
  {
    ids: "CKV_AWS_240, KDF1",
    demands: "what is buffered is encrypted",
    type: "aws_kinesis_firehose_delivery_stream",
    holds: ({ config }) => mentions(config["server_side_encryption"], '"enabled":true'),
  },
  {
    ids: "CKV_AWS_241",
    demands: "the encryption key is a customer's",
    type: "aws_kinesis_firehose_delivery_stream",
    holds: ({ config }) =>
      mentions(config["server_side_encryption"], "CUSTOMER_MANAGED_CMK") &&
      mentions(config["server_side_encryption"], "${aws_kms_key."),
  },
  {
    ids: "CKV_AWS_28, AWS-0024, DDB3",
    demands: "the table can be brought back to any point in time",
    type: "aws_dynamodb_table",
    holds: ({ config }) => mentions(config["point_in_time_recovery"], '"enabled":true'),
  },
  {
    ids: "CKV_AWS_119, AWS-0025",
    demands: "the encryption key is a customer's",
    type: "aws_dynamodb_table",
    holds: ({ config }) => mentions(config["server_side_encryption"], "${aws_kms_key."),
  },
  {
    ids: "CKV2_AWS_16",
    demands: "the capacity scales",
    type: "aws_dynamodb_table",
    holds: ({ config }) => config["billing_mode"] === "PAY_PER_REQUEST",
  },
];
