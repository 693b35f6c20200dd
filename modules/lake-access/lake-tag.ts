import { LakeformationLfTag } from "@cdktf/provider-aws/lib/lakeformation-lf-tag";
import { LakeformationResourceLfTags } from "@cdktf/provider-aws/lib/lakeformation-resource-lf-tags";
import { Construct } from "constructs";

export interface LakeTagProps {
  /** Unique in the account and region. */
  readonly key: string;
  readonly value: string;
  /** Database that carries it: each of its tables inherits it, those that do not exist yet included. */
  readonly databaseName: string;
}

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

  constructor(scope: Construct, id: string, { key, value, databaseName }: LakeTagProps) {
    super(scope, id);
    this.value = value;
    this.tag = new LakeformationLfTag(this, "tag", { key, values: [value] });
    this.assignment = new LakeformationResourceLfTags(this, "assignment", {
      database: { name: databaseName },
      lfTag: [{ key: this.tag.key, value }],
    });
  }
}
