import type { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IAlarmTarget } from "../alarms";
import type { IEncryptionKey } from "../encryption-key";
import type { Grantee, PolicyStatement } from "../iam";
import { checkInputs, type RulesFor } from "../input-rules/inputs";
import { bucketName } from "../input-rules/names";
import { accountId, partitionOf, region } from "../input-rules/regions";
import { anything } from "../input-rules/rule";
import {
  denyPlainHttp,
  type GrantReadOptions,
  grantObjectDelete,
  grantObjectRead,
  grantObjectWrite,
  type ILakeBucket,
  objectAlarm,
  type ObjectAlarmProps,
} from "./bucket-use";

export interface ExistingBucketProps {
  readonly name: string;
  /** Account of the lake, which may be another than the bucket's: 12 digits. */
  readonly accountId: string;
  /** Region of the bucket, and of the lake: `eu-central-1`. */
  readonly region: string;
  /** The customer-managed key that new objects are encrypted with. @default - the S3-managed key (SSE-S3) */
  readonly encryptionKey?: IEncryptionKey;
}

const RULES: RulesFor<ExistingBucketProps> = { name: bucketName, accountId, region, encryptionKey: anything };

/**
 * A bucket that is made elsewhere. Nothing is changed about it: its policy, lifecycle rules and notifications are each one
 * document, which is its owner's. An alarm about objects needs EventBridge switched on there.
 */
export class ExistingBucket extends Construct implements ILakeBucket {
  readonly arn: string;
  readonly name: string;
  readonly safeguards: readonly ITerraformDependable[] = [];
  readonly encryptionKey?: IEncryptionKey;
  /**
   * What the bucket's policy has to say: that the lake's account lets its roles in, which a bucket of the same account does
   * anyway, and that nobody comes without TLS.
   */
  readonly ownerStatements: readonly PolicyStatement[];

  /** @throws Error naming construct, prop, value, rule and fix of each prop that S3 would not take */
  constructor(scope: Construct, id: string, props: ExistingBucketProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    const partition = partitionOf(props.region);
    this.name = props.name;
    this.arn = `arn:${partition}:s3:::${props.name}`;
    this.encryptionKey = props.encryptionKey;
    const principals = { aws: `arn:${partition}:iam::${props.accountId}:root` };
    this.ownerStatements = [
      denyPlainHttp(this.arn),
      {
        sid: "EventLakeFindsObjects",
        actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        resources: [this.arn],
        principals,
      },
      {
        sid: "EventLakeUsesObjects",
        actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        resources: [`${this.arn}/*`],
        principals,
      },
    ];
  }

  addObjectAlarm(alarms: IAlarmTarget, scope: Construct, id: string, alarm: ObjectAlarmProps): CloudwatchEventRule {
    return objectAlarm(this.described, alarms, scope, id, alarm);
  }

  grantWrite(grantee: Grantee, prefix: string): void {
    grantObjectWrite(this.described, grantee, prefix);
  }

  grantDelete(grantee: Grantee, prefix: string): void {
    grantObjectDelete(this.described, grantee, prefix);
  }

  grantRead(grantee: Grantee, prefix: string, options?: GrantReadOptions): void {
    grantObjectRead(this.described, grantee, prefix, options);
  }

  private get described() {
    return { source: this.node.path, arn: this.arn, name: this.name, encryptionKey: this.encryptionKey };
  }
}
