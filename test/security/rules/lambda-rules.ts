import type { Resource } from "../../modules/synthesised";
import { mentions, type Rule } from "./rule";

/** Runtimes that Lambda still patches. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const SUPPORTED_RUNTIMES = ["nodejs22.x", "nodejs24.x"];

function thereIsNo(type: string): Rule["holds"] {
  return (_function: Resource, all) => !all.some((other) => other.type === type);
}

const functionRules: Omit<Rule, "type">[] = [
  {
    ids: "CKV_AWS_45",
    demands: "no secret is in the environment",
    holds: ({ config }) =>
      !/AKIA|ASIA|PRIVATE KEY|SECRET|PASSWORD|TOKEN/i.test(JSON.stringify(config["environment"] ?? {})),
  },
  {
    ids: "CKV_AWS_50, AWS-0066",
    demands: "X-Ray traces invocations",
    holds: ({ config }) => mentions(config["tracing_config"], "Active"),
    waiver: {
      reason:
        "A batch mixes the events of many producers, so a trace of it follows no event; metrics and the alarm on errors tell of failures.",
    },
  },
  {
    ids: "CKV_AWS_115",
    demands: "concurrency is limited",
    holds: ({ config }) => config["reserved_concurrent_executions"] !== undefined,
    waiver: {
      reason:
        "Shards times parallelization factor bound it already, and a lower limit would leave shards of a growing stream unread.",
    },
  },
  {
    ids: "CKV_AWS_116",
    demands: "failed events go to a dead-letter queue",
    holds: ({ config }) => config["dead_letter_config"] !== undefined,
    waiver: {
      reason:
        "A function's own queue is for asynchronous invocations. Failed batches of a stream go to the on-failure destination of its event source mapping, in full.",
    },
  },
  {
    ids: "CKV_AWS_117",
    demands: "the function runs inside of a VPC",
    holds: ({ config }) => config["vpc_config"] !== undefined,
    waiver: { reason: "It talks to AWS APIs only, by IAM and TLS; in a VPC it would need five endpoints to do so." },
  },
  {
    ids: "CKV_AWS_173",
    demands: "the environment is encrypted with a customer's key",
    holds: ({ config }) => mentions(config["kms_key_arn"], "${aws_kms_key."),
  },
  {
    ids: "CKV_AWS_272",
    demands: "the code is signed",
    holds: ({ config }) => config["code_signing_config_arn"] !== undefined,
    waiver: {
      reason: "The package is the same, byte for byte, on every machine, and its SHA-256 stands in the reviewed plan.",
    },
  },
  {
    ids: "CKV_AWS_363",
    demands: "the runtime is supported",
    holds: ({ config }) => SUPPORTED_RUNTIMES.includes(String(config["runtime"])),
  },
  {
    ids: "L1",
    demands: "the runtime is the latest",
    holds: ({ config }) => config["runtime"] === SUPPORTED_RUNTIMES.at(-1),
    waiver: { reason: "Version 5.100.0 of the AWS provider, which this project ships with, knows no later one." },
  },
  {
    ids: "CKV_AWS_301, AWS-0067",
    demands: "nobody is permitted to call it",
    holds: thereIsNo("aws_lambda_permission"),
  },
  { ids: "CKV_AWS_364", demands: "no permission lacks a source", holds: thereIsNo("aws_lambda_permission") },
  { ids: "CKV_AWS_258, CKV2_AWS_75", demands: "it has no public address", holds: thereIsNo("aws_lambda_function_url") },
];

export const lambdaRules: readonly Rule[] = functionRules.map((rule) => ({ ...rule, type: "aws_lambda_function" }));
