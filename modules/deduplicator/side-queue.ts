import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import type { IEncryptionKey } from "../encryption-key";
import { policyDocument, type Grantee } from "../iam";
import { checkInputs, removalProtection, type RulesFor } from "../input-rules/inputs";
import { queueName } from "../input-rules/names";
import { checkProviderAt, arnAt } from "../input-rules/place";
import { accountId, region } from "../input-rules/regions";
import { anything } from "../input-rules/rule";
import { ExistingQueue, type ExistingQueueProps, grantQueueSend, type IQueue } from "./existing-queue";

export interface SideQueueProps {
  /**
   * 1 to 80 letters, digits, `_` and `-`.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
   */
  readonly name: string;
  /** Region of the stack's provider. Region and account make the queue's ARN, which its own policy must name. */
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  /** @default - the key that SQS manages (SSE-SQS) */
  readonly encryptionKey?: IEncryptionKey;
  /** @default false */
  readonly removalProtection?: boolean;
}

/** Longest that SQS keeps a message. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const FOURTEEN_DAYS = 14 * 86_400;
/** Largest message, in bytes. */
const MAX_MESSAGE_SIZE = 262_144;

const RULES: RulesFor<SideQueueProps> = {
  name: queueName,
  region,
  accountId,
  encryptionKey: anything,
  removalProtection,
};

/** A queue beside the main path: events that are not delivered wait here, each with the reason, for a person or a redrive. */
export class SideQueue extends Construct implements IQueue {
  readonly queue: SqsQueue;
  private readonly encryptionKey?: IEncryptionKey;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that SQS would not take */
  constructor(scope: Construct, id: string, props: SideQueueProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    checkProviderAt(this, props);
    this.encryptionKey = props.encryptionKey;
    this.queue = new SqsQueue(this, "queue", {
      name: props.name,
      messageRetentionSeconds: FOURTEEN_DAYS,
      maxMessageSize: MAX_MESSAGE_SIZE,
      ...(props.encryptionKey
        ? { kmsMasterKeyId: props.encryptionKey.arn, kmsDataKeyReusePeriodSeconds: 300 }
        : { sqsManagedSseEnabled: true }),
      // Inline: a separate policy resource costs 25 s of the provider's waiting in every apply.
      policy: policyDocument([
        {
          sid: "DenyPlainHttp",
          effect: "Deny",
          actions: ["sqs:*"],
          resources: [arnAt(props, "sqs", props.name)],
          principals: "*",
          conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
      lifecycle: { preventDestroy: props.removalProtection ?? false },
    });
  }

  /**
   * A queue that you have. Nothing is changed about it.
   *
   * @throws Error when it is no ARN of a standard queue
   */
  static fromQueueArn(scope: Construct, id: string, props: ExistingQueueProps): ExistingQueue {
    return new ExistingQueue(scope, id, props);
  }

  get url(): string {
    return this.queue.url;
  }

  get name(): string {
    return this.queue.name;
  }

  grantSend(grantee: Grantee): void {
    grantQueueSend(this.queue.arn, grantee, this.encryptionKey);
  }
}
