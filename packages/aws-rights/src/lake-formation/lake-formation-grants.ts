import { jsonOf, type AwsCall } from "../aws-call";

/** A database of the catalogue, or a table in it. */
export interface CatalogueObject {
  readonly database: string;
  readonly table?: string;
}

/** Whoever IAM lets: what an account's defaults grant new databases and tables until they are emptied. */
const IAM_ALLOWED_PRINCIPALS = "IAM_ALLOWED_PRINCIPALS";

interface LakeResource {
  readonly Catalog?: object;
  readonly Database?: { readonly Name: string };
  readonly Table?: { readonly DatabaseName: string; readonly Name?: string; readonly TableWildcard?: object };
  readonly TableWithColumns?: {
    readonly DatabaseName: string;
    readonly Name: string;
    readonly ColumnNames?: readonly string[];
    readonly ColumnWildcard?: { readonly ExcludedColumnNames?: readonly string[] };
  };
  readonly DataLocation?: { readonly ResourceArn: string };
  readonly LFTagPolicy?: { readonly ResourceType: string; readonly Expression: readonly TagPair[] };
}

interface TagPair {
  readonly TagKey: string;
  readonly TagValues: readonly string[];
}

interface Principal {
  readonly DataLakePrincipalIdentifier: string;
}

interface Grant {
  readonly principal: string;
  readonly resource: LakeResource;
  readonly permissions: ReadonlySet<string>;
}

interface Default {
  readonly Permissions?: readonly string[];
}

interface Settings {
  readonly DataLakeAdmins?: readonly Principal[];
  readonly ReadOnlyAdmins?: readonly Principal[];
  readonly CreateDatabaseDefaultPermissions?: readonly Default[];
  readonly CreateTableDefaultPermissions?: readonly Default[];
}

/** A call that changes what Lake Formation knows, as far as it is read here. */
interface Change {
  readonly DataLakeSettings: Settings;
  readonly Principal: Principal;
  readonly Resource: LakeResource;
  readonly Permissions: readonly string[];
  readonly LFTags: readonly TagPair[];
  readonly ResourceArn: string;
  readonly DatabaseName: string;
  readonly Name: string;
  readonly DatabaseInput: { readonly Name: string; readonly CreateTableDefaultPermissions?: readonly Default[] };
  readonly TableInput: { readonly Name: string };
}

/** What an account has before anybody has set it. */
const UNSET: readonly Default[] = [{ Permissions: ["ALL"] }];

/**
 * Who may do what with the databases and tables of the catalogue, learnt from the calls that deploy them: administrators,
 * creators and grants, by name, by LF-tag and by column, and the locations that are governed.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
 */
export class LakeFormationGrants {
  private settings: Settings = {};
  /** By object: the role that made it; undefined for a person. Its tables' defaults, where it is a database. */
  private readonly objects = new Map<
    string,
    { readonly creator: string | undefined; readonly tableDefaults?: readonly Default[] }
  >();
  private readonly grants = new Map<string, Grant>();
  private readonly tags = new Map<string, ReadonlyMap<string, readonly string[]>>();
  private readonly locations = new Set<string>();

  /** Whether there is such a database or table. */
  has(object: CatalogueObject): boolean {
    return this.objects.has(keyOf(object));
  }

  /** Every table that was made and not dropped. */
  tables(): Required<CatalogueObject>[] {
    return [...this.objects.keys()].flatMap((key) => {
      const [database = "", table] = key.split("/");
      return table === undefined ? [] : [{ database, table }];
    });
  }

  isAdministrator(roleArn: string): boolean {
    return includes(this.settings.DataLakeAdmins, roleArn);
  }

  /** Whether a role may see what is granted to others. */
  seesGrants(roleArn: string): boolean {
    return this.isAdministrator(roleArn) || includes(this.settings.ReadOnlyAdmins, roleArn);
  }

  /** Whether a role has a permission: by what it is, by what it made, or by a grant. Any of them lets it describe. */
  allows(roleArn: string, permission: string, object: CatalogueObject): boolean {
    if (permission === "DESCRIBE" && this.seesGrants(roleArn)) return true;
    if (this.objects.get(keyOf(object))?.creator === roleArn) return true;
    return this.grantsOn(roleArn, object).some(
      ({ permissions }) => permission === "DESCRIBE" || permissions.has(permission) || permissions.has("ALL"),
    );
  }

  /** Whether a role may have a table point to a location: `s3://bucket/prefix`. */
  allowsLocation(roleArn: string, location: string): boolean {
    const arn = location.replace(/^s3a?:\/\//, "arn:aws:s3:::");
    if (![...this.locations].some((registered) => isBelow(arn, registered))) return true;
    if (this.isAdministrator(roleArn)) return true;
    return [...this.grants.values()].some(
      ({ principal, resource: { DataLocation: granted } }) =>
        principal === roleArn && granted !== undefined && isBelow(arn, granted.ResourceArn),
    );
  }

  /** Whether a role sees a column of a table that it may describe, or may select it. */
  showsColumn(
    roleArn: string,
    object: CatalogueObject,
    column: string,
    permission: "DESCRIBE" | "SELECT" = "DESCRIBE",
  ): boolean {
    if (this.objects.get(keyOf(object))?.creator === roleArn) return true;
    if (permission === "DESCRIBE" && this.seesGrants(roleArn)) return true;
    return this.grantsOn(roleArn, object).some(({ permissions, resource: { TableWithColumns: columns } }) => {
      if (permission === "SELECT" && !permissions.has("SELECT") && !permissions.has("ALL")) return false;
      if (columns === undefined) return true;
      const { ColumnNames: names, ColumnWildcard: wildcard } = columns;
      return names === undefined ? !hasName(wildcard?.ExcludedColumnNames, column) : hasName(names, column);
    });
  }

  /** Names of columns that some grant to a role leaves out, whether or not the table has them yet. */
  excludedColumns(roleArn: string, object: CatalogueObject): readonly string[] {
    return this.grantsOn(roleArn, object).flatMap(
      ({ resource }) => resource.TableWithColumns?.ColumnWildcard?.ExcludedColumnNames ?? [],
    );
  }

  /** Takes note of a call that succeeded. */
  learn(request: AwsCall, roleArn: string | undefined): void {
    if (request.service === "lakeformation") this.learnGrant(request.path.slice(1), request);
    if (request.service === "glue") this.learnObject(request.operation, request, roleArn);
  }

  private learnGrant(operation: string, request: AwsCall): void {
    const change = jsonOf(request) as unknown as Change;
    switch (operation) {
      case "PutDataLakeSettings":
        this.settings = {
          CreateDatabaseDefaultPermissions: [],
          CreateTableDefaultPermissions: [],
          ...change.DataLakeSettings,
        };
        break;
      case "GrantPermissions":
        this.grant(change.Principal.DataLakePrincipalIdentifier, change.Resource, change.Permissions);
        break;
      case "RevokePermissions":
        this.revoke(change.Principal.DataLakePrincipalIdentifier, change.Resource, change.Permissions);
        break;
      case "AddLFTagsToResource":
        this.tag(change.Resource, change.LFTags, true);
        break;
      case "RemoveLFTagsFromResource":
        this.tag(change.Resource, change.LFTags, false);
        break;
      case "RegisterResource":
        this.locations.add(change.ResourceArn);
        break;
      case "DeregisterResource":
        this.locations.delete(change.ResourceArn);
        break;
    }
  }

  private learnObject(operation: string, request: AwsCall, creator: string | undefined): void {
    const change = jsonOf(request) as unknown as Change;
    switch (operation) {
      case "CreateDatabase": {
        const { Name: name, CreateTableDefaultPermissions: tableDefaults } = change.DatabaseInput;
        this.objects.set(keyOf({ database: name }), { creator, tableDefaults });
        this.grantDefaults({ Database: { Name: name } }, this.settings.CreateDatabaseDefaultPermissions ?? UNSET);
        break;
      }
      case "CreateTable": {
        const { DatabaseName: database, TableInput: input } = change;
        this.objects.set(keyOf({ database, table: input.Name }), { creator });
        this.grantDefaults(
          { Table: { DatabaseName: database, Name: input.Name } },
          this.objects.get(keyOf({ database }))?.tableDefaults ?? this.settings.CreateTableDefaultPermissions ?? UNSET,
        );
        break;
      }
      case "DeleteTable":
        this.forget({ database: change.DatabaseName, table: change.Name });
        break;
      case "DeleteDatabase":
        for (const key of [...this.objects.keys()]) {
          const [database = "", table] = key.split("/");
          if (database === change.Name) this.forget({ database, table });
        }
        break;
    }
  }

  private grantDefaults(resource: LakeResource, defaults: readonly Default[]): void {
    const permissions = defaults.flatMap(({ Permissions = [] }) => Permissions);
    if (permissions.length > 0) this.grant(IAM_ALLOWED_PRINCIPALS, resource, permissions);
  }

  private grant(principal: string, resource: LakeResource, permissions: readonly string[]): void {
    const key = grantKey(principal, resource);
    const held = this.grants.get(key)?.permissions ?? [];
    this.grants.set(key, { principal, resource, permissions: new Set([...held, ...permissions]) });
  }

  private revoke(principal: string, resource: LakeResource, permissions: readonly string[]): void {
    const key = grantKey(principal, resource);
    const left = [...(this.grants.get(key)?.permissions ?? [])].filter((held) => !permissions.includes(held));
    if (left.length === 0) this.grants.delete(key);
    else this.grants.set(key, { principal, resource, permissions: new Set(left) });
  }

  /** The grants on what is dropped go with it. */
  private forget(object: CatalogueObject): void {
    this.objects.delete(keyOf(object));
    this.tags.delete(keyOf(object));
    for (const [key, { resource }] of this.grants) {
      const { Database: database, Table: table, TableWithColumns: columns } = resource;
      const named = database ? { database: database.Name } : namedTable(table ?? columns);
      if (named !== undefined && keyOf(named) === keyOf(object)) this.grants.delete(key);
    }
  }

  private tag(resource: LakeResource, pairs: readonly TagPair[], isAdded: boolean): void {
    const { Database: database, Table: table } = resource;
    const object = database ? { database: database.Name } : namedTable(table);
    if (object === undefined) return;
    const tags = new Map(this.tags.get(keyOf(object)));
    for (const { TagKey, TagValues } of pairs) {
      if (isAdded) tags.set(TagKey, TagValues);
      else tags.delete(TagKey);
    }
    this.tags.set(keyOf(object), tags);
  }

  private grantsOn(roleArn: string, object: CatalogueObject): Grant[] {
    return [...this.grants.values()].filter(
      ({ principal, resource }) =>
        (principal === roleArn || principal === IAM_ALLOWED_PRINCIPALS) && this.isAbout(resource, object),
    );
  }

  private isAbout({ Database, Table, TableWithColumns, LFTagPolicy }: LakeResource, object: CatalogueObject): boolean {
    const { database, table } = object;
    if (Database) return table === undefined && Database.Name === database;
    if (Table) return table !== undefined && Table.DatabaseName === database && (Table.Name ?? table) === table;
    if (TableWithColumns) return TableWithColumns.DatabaseName === database && TableWithColumns.Name === table;
    if (LFTagPolicy === undefined) return false;
    if (LFTagPolicy.ResourceType !== (table === undefined ? "DATABASE" : "TABLE")) return false;
    // A table inherits the tags of its database, and its own win.
    const tags = new Map([...(this.tags.get(keyOf({ database })) ?? []), ...(this.tags.get(keyOf(object)) ?? [])]);
    return LFTagPolicy.Expression.every(({ TagKey, TagValues }) =>
      (tags.get(TagKey) ?? []).some((value) => TagValues.includes(value)),
    );
  }
}

/** Columns do not tell capitals apart. */
function hasName(names: readonly string[] | undefined, column: string): boolean {
  return names?.some((name) => name.toLowerCase() === column.toLowerCase()) ?? false;
}

function keyOf({ database, table }: CatalogueObject): string {
  return table === undefined ? database : `${database}/${table}`;
}

function namedTable(table: { readonly DatabaseName: string; readonly Name?: string } | undefined) {
  return table?.Name === undefined ? undefined : { database: table.DatabaseName, table: table.Name };
}

function includes(principals: readonly Principal[] | undefined, roleArn: string): boolean {
  return principals?.some(({ DataLakePrincipalIdentifier: arn }) => arn === roleArn) ?? false;
}

/** The same key for the same resource, whether or not a caller names the catalogue, and in whichever order. */
function grantKey(principal: string, resource: LakeResource): string {
  return `${principal} ${JSON.stringify(resource, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => name !== "CatalogId")
            .sort(([left], [right]) => (left < right ? -1 : 1)),
        )
      : value,
  )}`;
}

function isBelow(arn: string, location: string): boolean {
  const folder = location.replace(/\/$/, "");
  return arn.replace(/\/$/, "") === folder || arn.startsWith(`${folder}/`);
}
