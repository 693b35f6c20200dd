import { DataAwsSqsQueue } from "@cdktf/provider-aws/lib/data-aws-sqs-queue";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import type { IEncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";
import { queueArn } from "../input-rules/arns";
import { checkInputs, type RulesFor } from "../input-rules/inputs";
import { anything } from "../input-rules/rule";

/** A standard SQS queue: one that is made here, or one that you have (`SideQueue.fromQueueArn`). */
export interface IQueue {
  readonly name: string;
  readonly url: string;
  /** What a sender needs. */
  grantSend(grantee: Grantee): void;
}

export interface ExistingQueueProps {
  /** `arn:aws:sqs:<region>:<account>:<name>`, in account and region of the stack's provider: its URL is read when Terraform plans. */
  readonly arn: string;
  /** The customer-managed key that encrypts it. @default - none, or the key that SQS manages */
  readonly encryptionKey?: IEncryptionKey;
}

const RULES: RulesFor<ExistingQueueProps> = { arn: queueArn, encryptionKey: anything };

/** A queue that is made elsewhere. Nothing is changed about it. It has to take messages of 256 KiB. */
export class ExistingQueue extends Construct implements IQueue {
  readonly name: string;
  readonly url: string;

  /** @throws Error when it is no ARN of a standard queue */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ExistingQueueProps,
  ) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    const { arn } = props;
    this.name = Token.isUnresolved(arn)
      ? Token.asString(Fn.element(Fn.split(":", arn), 5))
      : arn.slice(arn.lastIndexOf(":") + 1);
    this.url = new DataAwsSqsQueue(this, "queue", { name: this.name }).url;
  }

  grantSend(grantee: Grantee): void {
    grantQueueSend(this.props.arn, grantee, this.props.encryptionKey);
  }
}

export function grantQueueSend(itsArn: string, grantee: Grantee, key: IEncryptionKey | undefined): void {
  grantee.addStatements({ actions: ["sqs:SendMessage"], resources: [itsArn] });
  key?.grantEncryptDecrypt(grantee);
}
