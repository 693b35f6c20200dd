import { LakeformationLfTag } from "@cdktf/provider-aws/lib/lakeformation-lf-tag";
import { LakeformationResourceLfTags } from "@cdktf/provider-aws/lib/lakeformation-resource-lf-tags";
import { Construct } from "constructs";
import { checkInputs, type RulesFor } from "../input-rules/inputs";
import { databaseName as database, lakeTagKey, lakeTagValue } from "../input-rules/names";

export interface LakeTagProps {
  /**
   * Unique in the account and region: 1 to 128 letters, digits, spaces and `_.:/=+-@%`.
   * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTag.html
   */
  readonly key: string;
  /** 1 to 255 of the same characters. */
  readonly value: string;
  /** Database that carries it: each of its tables inherits it, those that do not exist yet included. */
  readonly databaseName: string;
}

const RULES: RulesFor<LakeTagProps> = { key: lakeTagKey, value: lakeTagValue, databaseName: database };

/**
 * An LF-tag on a database. A grant on the tag is a grant on every table of the database, now and later, and needs none of
 * them to exist.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/tag-based-access-control.html
 */
export class LakeTag extends Construct {
  readonly tag: LakeformationLfTag;
  readonly assignment: LakeformationResourceLfTags;
  readonly value: string;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that Lake Formation would not take */
  constructor(scope: Construct, id: string, props: LakeTagProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    const { key, value, databaseName } = props;
    this.value = value;
    this.tag = new LakeformationLfTag(this, "tag", { key, values: [value] });
    this.assignment = new LakeformationResourceLfTags(this, "assignment", {
      database: { name: databaseName },
      lfTag: [{ key: this.tag.key, value }],
    });
  }
}
