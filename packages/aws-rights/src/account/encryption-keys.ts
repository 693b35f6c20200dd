import { jsonOf, textOf, type AwsCall } from "../aws-call";
import { arn, type Place } from "../access";

/** A key that a call sets for a resource; undefined: none of the customer's. */
interface SetKey {
  readonly resource: string;
  readonly key: string | undefined;
}

/** Which customer key encrypts which bucket, queue, stream and table, learnt from the calls that set it. */
export class EncryptionKeys {
  private readonly keys = new Map<string, string>();

  constructor(private readonly place: Place) {}

  /** @param resource ARN; an object has the key of its bucket */
  keyOf(resource: string): string | undefined {
    return this.keys.get(resource.startsWith("arn:aws:s3:::") ? (resource.split("/")[0] ?? "") : resource);
  }

  /** Learns from a call that was answered well. */
  learn(request: AwsCall): void {
    const set = this.setKey(request);
    if (set === undefined) return;
    if (set.key === undefined) this.keys.delete(set.resource);
    else this.keys.set(set.resource, this.keyArn(set.key));
  }

  private setKey(request: AwsCall): SetKey | undefined {
    switch (request.service) {
      case "s3":
        return bucketKey(request);
      case "sqs":
        return this.queueKey(request);
      case "kinesis":
        return this.streamKey(request);
      case "dynamodb":
        return this.tableKey(request);
      default:
        return undefined;
    }
  }

  private queueKey({ operation, ...message }: AwsCall): SetKey | undefined {
    if (operation !== "CreateQueue" && operation !== "SetQueueAttributes") return undefined;
    const { QueueName: name, QueueUrl: url, Attributes: attributes } = jsonOf(message);
    const { KmsMasterKeyId: key } = Object(attributes) as { readonly KmsMasterKeyId?: string };
    if (key === undefined) return undefined;
    return { resource: arn("sqs", lastPart(String(url ?? name)), this.place), key: customerKey(key) };
  }

  private streamKey({ operation, ...message }: AwsCall): SetKey | undefined {
    if (operation !== "StartStreamEncryption" && operation !== "StopStreamEncryption") return undefined;
    const { StreamName: name, StreamARN: streamArn, KeyId: key } = jsonOf(message);
    const resource = arn("kinesis", `stream/${lastPart(String(streamArn ?? name))}`, this.place);
    return { resource, key: operation === "StartStreamEncryption" ? customerKey(String(key)) : undefined };
  }

  private tableKey({ operation, ...message }: AwsCall): SetKey | undefined {
    if (operation !== "CreateTable" && operation !== "UpdateTable") return undefined;
    const { TableName: name, SSESpecification: encryption } = jsonOf(message);
    if (encryption === undefined) return undefined;
    const { Enabled, KMSMasterKeyId: key } = encryption as {
      readonly Enabled?: boolean;
      readonly KMSMasterKeyId?: string;
    };
    const resource = arn("dynamodb", `table/${lastPart(String(name))}`, this.place);
    return { resource, key: Enabled === true && key !== undefined ? customerKey(key) : undefined };
  }

  private keyArn(key: string): string {
    return key.startsWith("arn:") ? key : arn("kms", `key/${key}`, this.place);
  }
}

function bucketKey({ method, path, ...message }: AwsCall): SetKey | undefined {
  const [, bucket] = /^\/([^/?]+)\/?\?encryption=?$/.exec(path) ?? [];
  if (bucket === undefined || (method !== "PUT" && method !== "DELETE")) return undefined;
  const [, key] = /<KMSMasterKeyID>([^<]+)</.exec(method === "PUT" ? textOf(message) : "") ?? [];
  return { resource: `arn:aws:s3:::${bucket}`, key: key === undefined ? undefined : customerKey(key) };
}

/** Everybody of the account may use a service's own key (`alias/aws/kinesis`) through that service. */
function customerKey(key: string): string | undefined {
  return key === "" || /(^|:)alias\/aws\//.test(key) ? undefined : key;
}

function lastPart(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}
