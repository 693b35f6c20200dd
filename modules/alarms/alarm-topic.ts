import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import type { Construct } from "constructs";
import { policyDocument } from "../iam";
import { checkInputs, optional, type RulesFor } from "../input-rules/inputs";
import { topicName } from "../input-rules/names";
import { accountId } from "../input-rules/regions";
import { emailAddress, webAddress } from "../input-rules/texts";
import { AlarmTarget } from "./alarm-target";
import { ExistingTopic, type ExistingTopicProps } from "./existing-topic";
import { topicStatements } from "./topic-policy";

export interface AlarmTopicProps {
  /**
   * Name of the topic and first part of every alarm's name: 1 to 256 letters, digits, `_` and `-`. The rule of an alarm about
   * events has 64 at most, with the alarm's own name.
   * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
   */
  readonly name: string;
  /** One address, `name@example.com`, that is asked by AWS to confirm, and then hears of every alarm. */
  readonly email: string;
  /** Account of the topic: 12 digits. */
  readonly accountId: string;
  /**
   * Address of a folder with a page for each alarm, `https://...`, 300 characters at most: the text of an alarm ends with
   * `<runbookBaseUrl>/<its name>.md`.
   * @default - no link
   */
  readonly runbookBaseUrl?: string;
}

const RULES: RulesFor<AlarmTopicProps> = {
  name: topicName,
  email: emailAddress,
  accountId,
  runbookBaseUrl: optional(webAddress),
};

/** A topic that tells one address of alarms, and the alarms that other constructs add to it. */
export class AlarmTopic extends AlarmTarget {
  readonly topic: SnsTopic;
  readonly subscription: SnsTopicSubscription;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that SNS would not take */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmTopicProps,
  ) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    // Not encrypted with the lake's key: an alarm carries names and numbers, never an event.
    this.topic = new SnsTopic(this, "topic", { name: props.name });
    new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyDocument(topicStatements(this.topic.arn, props.accountId)),
    });
    this.subscription = new SnsTopicSubscription(this, "email", {
      topicArn: this.topic.arn,
      protocol: "email",
      endpoint: props.email,
    });
  }

  /**
   * A topic that you have. Nothing is changed about it: its policy has to say `ownerStatements`.
   *
   * @throws Error naming construct, prop, value, rule and fix of each prop that SNS would not take
   */
  static fromTopicArn(scope: Construct, id: string, props: ExistingTopicProps): ExistingTopic {
    return new ExistingTopic(scope, id, props);
  }

  get arn(): string {
    return this.topic.arn;
  }

  protected override get alarmPrefix(): string {
    return this.props.name;
  }

  protected override get runbookBaseUrl(): string | undefined {
    return this.props.runbookBaseUrl;
  }
}
