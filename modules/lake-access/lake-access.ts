import { LakeformationPermissions } from "@cdktf/provider-aws/lib/lakeformation-permissions";
import { LakeformationResource } from "@cdktf/provider-aws/lib/lakeformation-resource";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ServiceRole } from "../iam";
import { lakePrincipal } from "../input-rules/arns";
import { checkInput, checkInputs, knownAtSynth, listOf, type RulesFor } from "../input-rules/inputs";
import { contractColumn, databaseName as database, roleName, tableName } from "../input-rules/names";
import { given, oneOf } from "../input-rules/rule";
import { LAKE_PREFIXES, type LakePrefix, type LakeStorage } from "../lake-storage";
import type { LakeTag } from "./lake-tag";

export interface LakeAccessProps {
  readonly storage: LakeStorage;
  /** Prefixes of the bucket that Lake Formation governs, 1 or more. */
  readonly prefixes: readonly LakePrefix[];
  /** Name of the role that Lake Formation reads and writes the bucket with: 1 to 64 letters, digits and `_+=,.@-`. */
  readonly roleName: string;
}

/** `ALL` is left out on purpose: the provider destroys and creates such a grant in every plan (terraform-provider-aws#49453). */
export type DatabasePermission = "ALTER" | "CREATE_TABLE" | "DESCRIBE" | "DROP";
/** `SELECT` is left out on purpose, for the same reason: see `grantSelect`. */
export type TablePermission = "ALTER" | "DELETE" | "DESCRIBE" | "DROP" | "INSERT";

export interface SelectOptions {
  /** Names of columns that are not granted: letters, digits and `_`, each once. @default - none */
  readonly excludedColumns?: readonly string[];
  /** What the grant waits for. @default - nothing beside the table */
  readonly dependsOn?: ITerraformDependable[];
}

const RULES: RulesFor<LakeAccessProps> = {
  storage: given,
  prefixes: knownAtSynth(listOf(oneOf(Object.keys(LAKE_PREFIXES), "a prefix of the lake"), 1)),
  roleName,
};

const databasePermissions = listOf(
  oneOf(["ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"], "a permission on a database"),
  1,
);
const tablePermissions = listOf(oneOf(["ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT"], "a permission on a table"), 1);

/**
 * Lake Formation's part of the lake: the locations it governs, and who may do what. A grant is one resource, so a
 * reviewer sees each as a line of its own.
 *
 * The account's data-lake settings are not made here: they are a singleton of the account.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/register-data-lake.html
 */
export class LakeAccess extends Construct {
  readonly role: ServiceRole;
  readonly locations: ReadonlyMap<LakePrefix, LakeformationResource>;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that Lake Formation would not take */
  constructor(scope: Construct, id: string, props: LakeAccessProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    this.role = new ServiceRole(this, "role", {
      name: props.roleName,
      description: "Lake Formation reads and writes the governed prefixes with it",
      service: "lakeformation.amazonaws.com",
    });
    const { storage } = props;
    const governed = props.prefixes.map((prefix) => storage.prefixArn(prefix));
    this.role.addStatements(
      {
        sid: "GovernedObjects",
        actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        resources: governed.map((arn) => `${arn}/*`),
      },
      { sid: "ListBucket", actions: ["s3:ListBucket"], resources: [storage.bucket.arn] },
    );
    storage.encryptionKey?.grantEncryptDecrypt(this.role);
    this.locations = new Map(
      props.prefixes.map((prefix) => [
        prefix,
        new LakeformationResource(this, `location_${prefix}`, {
          arn: storage.prefixArn(prefix),
          // A role of ours: the service-linked role cannot be used by every engine, and cannot be changed later.
          roleArn: this.role.arn,
          // Hybrid access is for tables that keep IAMAllowedPrincipals, and none does. What opens files itself (delivery
          // stream, Spark job) is decided by IAM in either mode. https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-access-mode.html
          hybridAccessEnabled: false,
          dependsOn: [this.role.policy],
        }),
      ]),
    );
  }

  /**
   * Lets a principal create and alter catalogue objects that point into a location.
   *
   * @param principal here as in every grant: ARN of a role, user, group or organisation, or an account id
   * @throws Error when the prefix is not governed, or Lake Formation would not take the principal
   */
  grantDataLocation(id: string, principal: string, prefix: LakePrefix): LakeformationPermissions {
    checkInput(this.node.path, `${id}.principal`, principal, lakePrincipal);
    const location = this.locations.get(prefix);
    if (location === undefined) {
      throw new Error(
        `${this.node.path}: no location for "${prefix}" is registered (${[...this.locations.keys()].join(", ")}). Add it to the prefixes.`,
      );
    }
    return new LakeformationPermissions(this, id, {
      principal,
      permissions: ["DATA_LOCATION_ACCESS"],
      dataLocation: { arn: location.arn },
    });
  }

  grantDatabase(
    id: string,
    principal: string,
    databaseName: string,
    permissions: readonly DatabasePermission[],
  ): LakeformationPermissions {
    this.checkGrant(id, principal, databaseName);
    checkInput(this.node.path, `${id}.permissions`, permissions, databasePermissions);
    return new LakeformationPermissions(this, id, {
      principal,
      permissions: sorted(permissions),
      database: { name: databaseName },
    });
  }

  grantTable(
    id: string,
    principal: string,
    table: { readonly databaseName: string; readonly name: string },
    permissions: readonly TablePermission[],
  ): LakeformationPermissions {
    this.checkTableGrant(id, principal, table);
    checkInput(this.node.path, `${id}.permissions`, permissions, tablePermissions);
    return new LakeformationPermissions(this, id, {
      principal,
      permissions: sorted(permissions),
      table: { databaseName: table.databaseName, name: table.name },
    });
  }

  /** The same permissions on every table of a database, now and later. */
  grantEveryTable(
    id: string,
    principal: string,
    databaseName: string,
    permissions: readonly TablePermission[],
  ): LakeformationPermissions {
    this.checkGrant(id, principal, databaseName);
    checkInput(this.node.path, `${id}.permissions`, permissions, tablePermissions);
    return new LakeformationPermissions(this, id, {
      principal,
      permissions: sorted(permissions),
      table: { databaseName, wildcard: true },
    });
  }

  /**
   * Reading a table, but for the excluded columns. Written as a grant on columns with a wildcard, which is what Lake Formation
   * makes of `SELECT` on a table anyway: the second plan is empty.
   *
   * What is excluded is a name: a column that the table gains later is excluded by it from its first day on.
   * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ColumnWildcard.html
   */
  grantSelect(
    id: string,
    principal: string,
    table: { readonly databaseName: string; readonly name: string },
    { excludedColumns = [], dependsOn }: SelectOptions = {},
  ): LakeformationPermissions {
    this.checkTableGrant(id, principal, table);
    checkInput(this.node.path, `${id}.excludedColumns`, excludedColumns, listOf(contractColumn, 0));
    return new LakeformationPermissions(this, id, {
      principal,
      permissions: ["SELECT"],
      tableWithColumns: {
        databaseName: table.databaseName,
        name: table.name,
        wildcard: true,
        ...(excludedColumns.length > 0 && { excludedColumnNames: inBothSpellings(excludedColumns) }),
      },
      dependsOn,
    });
  }

  /** Reading every table that carries the tag, now and later. */
  grantTagged(id: string, principal: string, tag: LakeTag): LakeformationPermissions {
    checkInput(this.node.path, `${id}.principal`, principal, lakePrincipal);
    return new LakeformationPermissions(this, id, {
      principal,
      permissions: ["DESCRIBE", "SELECT"],
      lfTagPolicy: { resourceType: "TABLE", expression: [{ key: tag.tag.key, values: [tag.value] }] },
      dependsOn: [tag.assignment],
    });
  }

  private checkGrant(id: string, principal: string, databaseName: string): void {
    checkInput(this.node.path, `${id}.principal`, principal, lakePrincipal);
    checkInput(this.node.path, `${id}.database`, databaseName, database);
  }

  private checkTableGrant(
    id: string,
    principal: string,
    table: { readonly databaseName: string; readonly name: string },
  ): void {
    this.checkGrant(id, principal, table.databaseName);
    checkInput(this.node.path, `${id}.table`, table.name, tableName);
  }
}

/** Lake Formation gives permissions back in alphabetical order; any other order is a change in every plan (#31096). */
function sorted(permissions: readonly string[]): string[] {
  return [...permissions].sort();
}

/** Delta's log keeps capitals, and a crawler may have written them small. Sorted: a set in whichever order is one plan. */
function inBothSpellings(columns: readonly string[]): string[] {
  return [...new Set(columns.flatMap((column) => [column, column.toLowerCase()]))].sort();
}
