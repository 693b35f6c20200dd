import { formOf, jsonOf, type AwsCall } from "../aws-call";
import { access, arn, type Access, type Place } from "../access";

/** A service that was told to call another one. Nobody hears of it when it may not: what it should have sent is lost. */
export interface ServiceLink {
  /** Name of the principal, for example `events.amazonaws.com`. */
  readonly service: string;
  /** What tells it to, as a person finds it: `rule event-lake-dev-alarms-curation-fails`. */
  readonly from: string;
  readonly access: Access;
}

/** Rules of EventBridge and alarms of CloudWatch that publish to topics, learnt from the calls that make them. */
export class ServiceLinks {
  private readonly links = new Map<string, readonly ServiceLink[]>();

  constructor(private readonly place: Place) {}

  all(): readonly ServiceLink[] {
    return [...this.links.values()].flat();
  }

  /** Learns from a call that was answered well. */
  learn(request: AwsCall): void {
    if (request.service === "events") this.learnTargets(request);
    if (request.service === "monitoring") this.learnAlarm(formOf(request));
  }

  /**
   * EventBridge sends no `aws:SourceAccount` to a topic: a statement with that condition lets it publish nothing.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
   */
  private learnTargets({ operation, ...message }: AwsCall): void {
    if (operation !== "PutTargets" && operation !== "RemoveTargets" && operation !== "DeleteRule") return;
    const {
      Rule,
      Name,
      Targets = [],
      Ids = [],
    } = jsonOf(message) as {
      readonly Rule?: string;
      readonly Name?: string;
      readonly Targets?: readonly { readonly Id: string; readonly Arn: string }[];
      readonly Ids?: readonly string[];
    };
    const key = (id: string) => `rule ${Rule ?? Name ?? ""} ${id}`;
    for (const id of Ids) this.links.delete(key(id));
    for (const { Id, Arn } of Targets) {
      const link = {
        service: "events.amazonaws.com",
        from: `rule ${Rule ?? ""}`,
        access: access({ action: "SNS:Publish", resource: Arn }),
      };
      this.links.set(key(Id), isTopic(Arn) ? [link] : []);
    }
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
  private learnAlarm(call: URLSearchParams): void {
    const action = call.get("Action");
    if (action === "DeleteAlarms") {
      for (const [name, alarm] of call) if (name.startsWith("AlarmNames.member.")) this.links.delete(`alarm ${alarm}`);
    }
    if (action !== "PutMetricAlarm") return;
    const from = `alarm ${call.get("AlarmName") ?? ""}`;
    const context = {
      "aws:SourceAccount": this.place.accountId,
      "aws:SourceOwner": this.place.accountId,
      "aws:SourceArn": arn("cloudwatch", from.replace(" ", ":"), this.place),
    };
    const topics = [...call].flatMap(([name, value]) =>
      /^(Alarm|OK|InsufficientData)Actions\.member\./.test(name) && isTopic(value) ? [value] : [],
    );
    const links = [...new Set(topics)].map((resource) => ({
      service: "cloudwatch.amazonaws.com",
      from,
      access: access({ action: "SNS:Publish", resource, context }),
    }));
    this.links.set(from, links);
  }
}

function isTopic(resource: string): boolean {
  return resource.startsWith("arn:aws:sns:");
}
