import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import type { Grantee, PolicyStatement } from "../iam";
import { keyArn } from "../input-rules/arns";
import { checkInput, checkInputs, optional, type RulesFor } from "../input-rules/inputs";
import { logGroupPattern } from "../input-rules/names";
import { accountId } from "../input-rules/regions";
import { grantDecrypt, grantEncrypt, type IEncryptionKey, logGroupStatement } from "./key-use";

export interface ExistingKeyProps {
  /** `arn:aws:kms:<region>:<account>:key/<id>`: the key itself, and none of its aliases, which policies do not know. */
  readonly arn: string;
  /** Account of the lake: 12 digits. @default - that of the key */
  readonly accountId?: string;
}

const RULES: RulesFor<ExistingKeyProps> = { arn: keyArn, accountId: optional(accountId) };

/** A key that is made elsewhere. Its policy is its owner's, who adds `ownerStatements`. */
export class ExistingKey extends Construct implements IEncryptionKey {
  readonly arn: string;
  private readonly logGroups = new Set<string>();

  /** @throws Error when it is no ARN of a key */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ExistingKeyProps,
  ) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    this.arn = props.arn;
  }

  forLogGroup(name: string): string {
    checkInput(this.node.path, "log group", name, logGroupPattern);
    this.logGroups.add(name);
    return this.arn;
  }

  grantEncrypt(grantee: Grantee): void {
    grantEncrypt(this.arn, grantee);
  }

  grantDecrypt(grantee: Grantee): void {
    grantDecrypt(this.arn, grantee);
  }

  grantEncryptDecrypt(grantee: Grantee): void {
    this.grantEncrypt(grantee);
    this.grantDecrypt(grantee);
  }

  /**
   * What the key's policy must allow, as far as it is known until now: read it when everything is made. Policies of roles
   * decide within it. A key whose policy gives its whole account all of kms needs the last one only, for log groups.
   */
  get ownerStatements(): readonly PolicyStatement[] {
    const [, partition = "", , region = "", account = ""] = partsOf(this.arn);
    const own = this.props.accountId ?? account;
    const principals = { aws: `arn:${partition}:iam::${own}:root` };
    return [
      {
        sid: "EventLakeUsesKey",
        actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        resources: ["*"],
        principals,
      },
      {
        // DynamoDB and Firehose use a key through grants. https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
        sid: "EventLakeGrantsServices",
        actions: ["kms:CreateGrant"],
        resources: ["*"],
        principals,
        conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
      ...(this.logGroups.size === 0 ? [] : [logGroupStatement({ partition, region, accountId: own }, this.logGroups)]),
    ];
  }
}

/** Its parts between colons, which Terraform finds where the ARN is a token. */
function partsOf(arn: string): readonly string[] {
  if (!Token.isUnresolved(arn)) return arn.split(":");
  return [0, 1, 2, 3, 4].map((index) => Token.asString(Fn.element(Fn.split(":", arn), index)));
}
