import type { Construct } from "constructs";
import type { PolicyStatement } from "../iam";
import { topicArn } from "../input-rules/arns";
import { checkInputs, optional, type RulesFor } from "../input-rules/inputs";
import { topicName } from "../input-rules/names";
import { accountId } from "../input-rules/regions";
import { webAddress } from "../input-rules/texts";
import { AlarmTarget } from "./alarm-target";
import { topicStatements } from "./topic-policy";

export interface ExistingTopicProps {
  /** `arn:aws:sns:<region>:<account>:<name>`, in the region of the stack's provider. */
  readonly arn: string;
  /** First part of every alarm's name: 1 to 256 letters, digits, `_` and `-`. */
  readonly name: string;
  /** Account of the alarms: 12 digits. */
  readonly accountId: string;
  /**
   * Address of a folder with a page for each alarm, `https://...`, 300 characters at most.
   * @default - no link
   */
  readonly runbookBaseUrl?: string;
}

const RULES: RulesFor<ExistingTopicProps> = {
  arn: topicArn,
  name: topicName,
  accountId,
  runbookBaseUrl: optional(webAddress),
};

/** A topic that is made elsewhere, with its subscribers. */
export class ExistingTopic extends AlarmTarget {
  readonly arn: string;
  /** What the topic's policy has to say: without it CloudWatch and EventBridge are refused, and tell nobody. */
  readonly ownerStatements: readonly PolicyStatement[];

  /** @throws Error naming construct, prop, value, rule and fix of each prop that SNS would not take */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ExistingTopicProps,
  ) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    this.arn = props.arn;
    this.ownerStatements = topicStatements(props.arn, props.accountId);
  }

  protected override get alarmPrefix(): string {
    return this.props.name;
  }

  protected override get runbookBaseUrl(): string | undefined {
    return this.props.runbookBaseUrl;
  }
}
