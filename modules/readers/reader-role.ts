import { Construct } from "constructs";
import type { ICatalogue } from "../catalogue";
import { TrustedRole } from "../iam";
import { takerArn } from "../input-rules/arns";
import { checkInputs, listOf, optional, type RulesFor } from "../input-rules/inputs";
import { roleName } from "../input-rules/names";
import { checkProviderAt, arnAt } from "../input-rules/place";
import { accountId as account, region as itsRegion } from "../input-rules/regions";
import { flag, given } from "../input-rules/rule";
import type { QueryWorkgroup } from "./query-workgroup";

export interface ReaderRoleProps {
  /** Name of the role: 1 to 64 letters, digits and `_+=,.@-`. */
  readonly name: string;
  /** ARNs of who may take it: roles, users, or `arn:aws:iam::<account>:root` for whom the account's own policies let. One or more. */
  readonly assumedBy: readonly string[];
  /** Where it queries. */
  readonly workgroup: QueryWorkgroup;
  readonly catalogue: ICatalogue;
  /** true: it looks up the raw tables, too. @default false */
  readonly rawData?: boolean;
  /** Account of the lake: 12 digits. */
  readonly accountId: string;
  /** Region of the lake, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
}

const RULES: RulesFor<ReaderRoleProps> = {
  name: roleName,
  assumedBy: listOf(takerArn, 1),
  workgroup: given,
  catalogue: given,
  rawData: optional(flag),
  accountId: account,
  region: itsRegion,
};

/**
 * A role that queries the lake through Athena, with what Athena needs and no more: its workgroup, the results, the
 * catalogue, and Lake Formation's leave to ask for data. Which tables and columns it reads is what Lake Formation grants it.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/lf-athena-access.html
 */
export class ReaderRole extends Construct {
  readonly role: TrustedRole;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that IAM would not take */
  constructor(scope: Construct, id: string, props: ReaderRoleProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    checkProviderAt(this, props);
    const { catalogue, workgroup, rawData = false } = props;
    this.role = new TrustedRole(this, "role", {
      name: props.name,
      description: "Queries the lake through Athena: Lake Formation decides which tables",
      trusts: { aws: [...props.assumedBy].sort() },
    });
    workgroup.grantQuery(this.role);
    const databases = [catalogue.lakeDatabase, ...(rawData ? [catalogue.rawDatabase] : [])].map(({ name }) => name);
    this.role.addStatements({
      sid: "ReadCatalogue",
      actions: ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables"],
      resources: ["catalog", ...databases.flatMap((name) => [`database/${name}`, `table/${name}/*`])].map((resource) =>
        arnAt(props, "glue", resource),
      ),
    });
  }
}
