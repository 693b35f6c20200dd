import { formOf, jsonOf, textOf, type AwsCall, type Message } from "../aws-call";
import { readPolicy, type Statement } from "../policies/policy";
import { arn, NEW_KEY, type Place } from "../access";

/** A policy that a call puts on a resource, or takes from it (undefined). */
interface PutPolicy {
  readonly resource: string;
  readonly document: string | undefined;
}

/** The own policies of buckets, queues, topics and keys, learnt from the calls that make them. */
export class ResourcePolicies {
  private readonly policies = new Map<string, readonly Statement[]>();

  /** @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
  private readonly defaultTopicPolicy: readonly Statement[];

  constructor(private readonly place: Place) {
    const ofOwner = { StringEquals: { "aws:SourceOwner": place.accountId } };
    const statement = { Effect: "Allow", Principal: "*", Action: "SNS:Publish", Resource: "*", Condition: ofOwner };
    this.defaultTopicPolicy = read("a topic without one", JSON.stringify({ Statement: statement }));
  }

  /** @param resource ARN; that of an object has its bucket's policy */
  statementsOf(resource: string): readonly Statement[] {
    const policy = this.policies.get(resource) ?? this.policies.get(bucketOf(resource));
    if (policy !== undefined) return policy;
    if (resource.startsWith("arn:aws:sns:")) return this.defaultTopicPolicy;
    return isKeyOfAccount(resource) ? read("a key without one", this.keyPolicyOfAccount()) : [];
  }

  /** @throws Error for a policy by which nothing here could decide: it must not be stored */
  check(request: AwsCall): void {
    const put = this.policyOf(request);
    if (put?.document !== undefined) read(put.resource, put.document);
  }

  /** Learns from a call that was answered well. */
  learn(request: AwsCall, response: Message): void {
    const put = this.policyOf(request, response);
    if (put === undefined) return;
    if (put.document === undefined) this.policies.delete(put.resource);
    else this.policies.set(put.resource, read(put.resource, put.document));
  }

  private policyOf(request: AwsCall, response?: Message): PutPolicy | undefined {
    switch (request.service) {
      case "s3":
        return bucketPolicy(request);
      case "sqs":
        return this.queuePolicy(request);
      case "sns":
        return topicPolicy(request);
      case "kms":
        return this.keyPolicy(request, response);
      default:
        return undefined;
    }
  }

  private queuePolicy({ operation, ...message }: AwsCall): PutPolicy | undefined {
    if (operation !== "CreateQueue" && operation !== "SetQueueAttributes") return undefined;
    const { QueueName: name, QueueUrl: url, Attributes: attributes } = jsonOf(message);
    const { Policy: document } = Object(attributes) as { readonly Policy?: string };
    if (document === undefined) return undefined;
    const queue =
      String(url ?? name)
        .split("/")
        .at(-1) ?? "";
    return { resource: arn("sqs", queue, this.place), document: document === "" ? undefined : document };
  }

  /** A key without a policy of its own leaves everything to the account. */
  private keyPolicy({ operation, ...message }: AwsCall, response?: Message): PutPolicy | undefined {
    if (operation !== "CreateKey" && operation !== "PutKeyPolicy") return undefined;
    const { KeyId, Policy } = jsonOf(message) as { readonly KeyId?: string; readonly Policy?: string };
    const { KeyMetadata: made } = (response && operation === "CreateKey" ? jsonOf(response) : {}) as {
      readonly KeyMetadata?: { readonly KeyId?: string };
    };
    const key = (made?.KeyId ?? KeyId ?? "").split("/").at(-1) ?? "";
    return { resource: arn("kms", `key/${key}`, this.place), document: Policy ?? this.keyPolicyOfAccount() };
  }

  private keyPolicyOfAccount(): string {
    const { accountId } = this.place;
    return `{"Statement":{"Sid":"Default","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${accountId}:root"},"Action":"kms:*","Resource":"*"}}`;
  }
}

/** A key that is being made, or one of AWS's own (`alias/aws/dynamodb`), about which the account may ask. */
function isKeyOfAccount(resource: string): boolean {
  const [, key] = /^arn:aws:kms:[^:]*:\d*:key\/(.*)$/.exec(resource) ?? [];
  return key === NEW_KEY || key?.startsWith("alias/aws/") === true;
}

function read(resource: string, document: string): readonly Statement[] {
  return readPolicy("resource-based policy", `Policy of ${resource}`, document);
}

function bucketPolicy({ method, path, ...message }: AwsCall): PutPolicy | undefined {
  const [, bucket, ofPolicy] = /^\/([^/?]+)\/?(\?policy=?)?$/.exec(path) ?? [];
  if (bucket === undefined) return undefined;
  const resource = `arn:aws:s3:::${bucket}`;
  if (method === "DELETE") return { resource, document: undefined };
  return method === "PUT" && ofPolicy !== undefined ? { resource, document: textOf(message) } : undefined;
}

function topicPolicy(request: AwsCall): PutPolicy | undefined {
  const call = formOf(request);
  const resource = call.get("TopicArn") ?? "";
  if (call.get("Action") === "DeleteTopic") return { resource, document: undefined };
  if (call.get("Action") !== "SetTopicAttributes" || call.get("AttributeName") !== "Policy") return undefined;
  return { resource, document: call.get("AttributeValue") ?? undefined };
}

/** ARN of the bucket of an object. */
function bucketOf(resource: string): string {
  return resource.startsWith("arn:aws:s3:::") ? (resource.split("/")[0] ?? "") : "";
}
