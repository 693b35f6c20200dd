import { Token } from "cdktf";
import { Construct } from "constructs";
import type { ICatalogue } from "../catalogue";
import { TrustedRole } from "../iam";
import { databaseUserArn } from "../input-rules/arns";
import { checkInputs, listOf, type RulesFor } from "../input-rules/inputs";
import { roleName } from "../input-rules/names";
import { checkProviderAt, claimName, ONE_ROLE_OF_A_NAME, arnAt } from "../input-rules/place";
import { accountId as account, region as itsRegion } from "../input-rules/regions";
import { both, given, RIGHT, wrong } from "../input-rules/rule";
import type { LakeStorage } from "../lake-storage";

export interface SpectrumReaderProps {
  /** Name of the role: 1 to 64 letters, digits and `_+=,.@-`. */
  readonly name: string;
  readonly storage: LakeStorage;
  readonly catalogue: ICatalogue;
  /** Account of the lake: 12 digits. */
  readonly accountId: string;
  /** Region of the lake, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /** ARNs of the database users that may take the role, 1 or more: `arn:aws:redshift:<region>:<account>:dbuser:<cluster>/<user>`. */
  readonly databaseUsers: readonly string[];
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-considerations.html */
const rulesFor = ({ region }: SpectrumReaderProps): RulesFor<SpectrumReaderProps> => ({
  name: roleName,
  storage: given,
  catalogue: given,
  accountId: account,
  region: itsRegion,
  databaseUsers: listOf(
    both(databaseUserArn, (user) =>
      String(user).split(":")[3] === region || Token.isUnresolved(region)
        ? RIGHT
        : wrong(
            user,
            "must be of the region of the lake: Redshift Spectrum reads buckets of its own region",
            "Name a user of a cluster there",
          ),
    ),
    1,
  ),
});

/**
 * The role that Redshift reads the lake with: the lake's database in the catalogue, and files under `lake/`. Where Lake
 * Formation governs the tables, the role needs grants on them, too.
 *
 * @see https://docs.aws.amazon.com/redshift/latest/dg/spectrum-lake-formation.html
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service.html
 */
export class SpectrumReader extends Construct {
  readonly role: TrustedRole;
  /** SQL to run in Redshift. */
  readonly sql: string;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that IAM would not take */
  constructor(scope: Construct, id: string, props: SpectrumReaderProps) {
    super(scope, id);
    checkInputs(this.node.path, props, rulesFor(props));
    checkProviderAt(this, props);
    claimName(this, { key: "name", name: props.name, accountId: props.accountId, rule: ONE_ROLE_OF_A_NAME });
    const { storage, region } = props;
    const { name: database } = props.catalogue.lakeDatabase;
    this.role = new TrustedRole(this, "role", {
      name: props.name,
      description: "Redshift reads the Delta tables with it",
      trusts: { service: "redshift.amazonaws.com" },
      conditions: { StringEquals: { "sts:ExternalId": [...props.databaseUsers].sort() } },
    });
    storage.grantRead(this.role, "lake");
    this.role.addStatements(
      {
        sid: "ReadCatalogue",
        actions: ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"],
        resources: ["catalog", `database/${database}`, `table/${database}/*`].map((resource) =>
          arnAt(props, "glue", resource),
        ),
      },
      {
        sid: "AskLakeFormation",
        actions: ["lakeformation:GetDataAccess"],
        // The action has no resource type. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslakeformation.html
        resources: ["*"],
      },
    );
    this.sql = [
      "CREATE EXTERNAL SCHEMA event_lake",
      "FROM DATA CATALOG",
      `DATABASE '${database}'`,
      `IAM_ROLE '${this.role.arn}'`,
      `REGION '${region}';`,
    ].join("\n");
  }
}
