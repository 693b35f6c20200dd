import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import type { Grantee } from "../iam";
import { deliveryStreamArn } from "../input-rules/arns";
import { checkInputs, type RulesFor } from "../input-rules/inputs";

/** A delivery stream that takes packed records: one that is made here, or one that you have (`ParquetDelivery.fromDeliveryStreamArn`). */
export interface IDeliveryStream {
  readonly arn: string;
  readonly name: string;
  /** What a writer needs. */
  grantWrite(grantee: Grantee): void;
}

export function grantDeliver(deliveryArn: string, grantee: Grantee): void {
  grantee.addStatements({ sid: "Deliver", actions: ["firehose:PutRecordBatch"], resources: [deliveryArn] });
}

export interface ExistingDeliveryStreamProps {
  /** `arn:aws:firehose:<region>:<account>:deliverystream/<name>`. */
  readonly arn: string;
}

const RULES: RulesFor<ExistingDeliveryStreamProps> = { arn: deliveryStreamArn };

/** A delivery stream that is made elsewhere. It has to de-aggregate: a record holds up to 500 events, one a line. */
export class ExistingDeliveryStream extends Construct implements IDeliveryStream {
  readonly arn: string;
  readonly name: string;

  /** @throws Error when it is no ARN of a delivery stream */
  constructor(scope: Construct, id: string, props: ExistingDeliveryStreamProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    this.arn = props.arn;
    this.name = Token.isUnresolved(props.arn)
      ? Token.asString(Fn.element(Fn.split("/", props.arn), 1))
      : props.arn.slice(props.arn.indexOf("/") + 1);
  }

  grantWrite(grantee: Grantee): void {
    grantDeliver(this.arn, grantee);
  }
}
