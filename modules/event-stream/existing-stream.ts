import { DataAwsKinesisStream } from "@cdktf/provider-aws/lib/data-aws-kinesis-stream";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import type { IEncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";
import { streamArn } from "../input-rules/arns";
import { checkInputs, optional, type RulesFor } from "../input-rules/inputs";
import { retentionHours as hours } from "../input-rules/limits";
import { anything } from "../input-rules/rule";
import { grantStreamRead, grantStreamWrite, type IEventStream } from "./stream-use";

export interface ExistingStreamProps {
  /** `arn:aws:kinesis:<region>:<account>:stream/<name>`, in the region of the stack's provider. */
  readonly arn: string;
  /** The customer-managed key that encrypts it. @default - none, or the key of AWS, which needs no right */
  readonly encryptionKey?: IEncryptionKey;
  /**
   * Hours for which records can be read again: 24 to 8,760. Known at synth, it is held against the deduplication window.
   * @default - read from the stream when Terraform plans, and held against the window then
   */
  readonly retentionHours?: number;
}

const RULES: RulesFor<ExistingStreamProps> = {
  arn: streamArn,
  encryptionKey: anything,
  retentionHours: optional(hours),
};

/** A stream that is made elsewhere. Nothing is changed about it. */
export class ExistingStream extends Construct implements IEventStream {
  readonly arn: string;
  readonly name: string;
  readonly retentionHours: number;
  private readonly encryptionKey?: IEncryptionKey;

  /** @throws Error when it is no ARN of a stream */
  constructor(scope: Construct, id: string, props: ExistingStreamProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    this.arn = props.arn;
    this.encryptionKey = props.encryptionKey;
    this.name = nameOf(props.arn);
    this.retentionHours =
      props.retentionHours ?? new DataAwsKinesisStream(this, "stream", { name: this.name }).retentionPeriod;
  }

  grantWrite(grantee: Grantee): void {
    grantStreamWrite(this.arn, grantee);
    this.encryptionKey?.grantEncrypt(grantee);
  }

  grantRead(grantee: Grantee): void {
    grantStreamRead(this.arn, grantee);
    this.encryptionKey?.grantDecrypt(grantee);
  }
}

function nameOf(arn: string): string {
  if (Token.isUnresolved(arn)) return Token.asString(Fn.element(Fn.split("/", arn), 1));
  return arn.slice(arn.indexOf("/") + 1);
}
