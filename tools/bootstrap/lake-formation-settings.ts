import {
  type DataLakeSettings,
  GetDataLakeSettingsCommand,
  type LakeFormationClient,
} from "@aws-sdk/client-lakeformation";
import type { Environment } from "../../environments/schema";
import { accountStackId } from "../../stacks/account-stack";

/** Lake Formation's settings that an account has and the bootstrap would take away. */
export class SettingsWouldBeLostError extends Error {
  constructor(lost: readonly string[], todo: string) {
    super(
      `Lake Formation settings are one per account and region, and the account stack replaces them. These would be lost: ${lost.join("; ")}. ${todo}`,
    );
    this.name = "SettingsWouldBeLostError";
  }
}

/** ARNs of the administrators that the account stack names. */
export interface NamedAdministrators {
  readonly administrators: readonly string[];
  /** Those that see everything and grant nothing. */
  readonly readOnly: readonly string[];
}

/** @param environments all there are: those of one account share its stack */
export function namedAdministrators(
  environment: Environment,
  environments: readonly Environment[],
): NamedAdministrators {
  const sharing = environments.filter((other) => accountStackId(other) === accountStackId(environment));
  const planRole = ({ accountId, workflowRoles }: Environment) =>
    `arn:aws:iam::${accountId}:role/${workflowRoles.plan}`;
  return {
    administrators: environment.dataLakeAdministrators,
    readOnly: environment.github === undefined ? [] : sharing.map(planRole),
  };
}

/** What to do about them. @param environment name of it */
export function howToKeepSettings(environment: string): string {
  return `Add the administrators to dataLakeAdministrators in environments/${environment}.ts. What nobody else needs is replaced by: npm run bootstrap -- ${environment} --replace-lake-formation-settings`;
}

/**
 * Asks before somebody else's settings are replaced.
 *
 * @param environment name of it, for the message
 * @throws SettingsWouldBeLostError naming what would be lost
 */
export async function checkLakeFormationSettings(
  client: Pick<LakeFormationClient, "send">,
  environment: string,
  named: NamedAdministrators,
): Promise<void> {
  const lost = await settingsToBeLost(client, named);
  if (lost.length > 0) throw new SettingsWouldBeLostError(lost, howToKeepSettings(environment));
}

/**
 * What the account stack would take away: administrators whom it does not name, permissions that new databases and tables get
 * by default, and what else was let in.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_PutDataLakeSettings.html
 */
export async function settingsToBeLost(
  client: Pick<LakeFormationClient, "send">,
  { administrators, readOnly }: NamedAdministrators,
): Promise<readonly string[]> {
  const { DataLakeSettings: settings = {} } = await client.send(new GetDataLakeSettingsCommand({}));
  return [
    ...unnamed(settings.DataLakeAdmins, administrators).map((arn) => `administrator ${arn}`),
    ...unnamed(settings.ReadOnlyAdmins, readOnly).map((arn) => `read-only administrator ${arn}`),
    ...defaultPermissions(settings),
    ...outsideAccess(settings),
  ];
}

interface Principal {
  readonly DataLakePrincipalIdentifier?: string;
}

function unnamed(present: readonly Principal[] = [], named: readonly string[]): readonly string[] {
  return present.map(({ DataLakePrincipalIdentifier: arn = "" }) => arn).filter((arn) => !named.includes(arn));
}

function defaultPermissions(settings: DataLakeSettings): readonly string[] {
  // An account that never had an administrator has AWS's own defaults: nobody chose them.
  if ((settings.DataLakeAdmins ?? []).length === 0) return [];
  const written = (what: string, defaults: DataLakeSettings["CreateTableDefaultPermissions"] = []) =>
    defaults.map(
      ({ Principal, Permissions = [] }) =>
        `${Permissions.join(", ")} of ${Principal?.DataLakePrincipalIdentifier ?? "nobody"} on new ${what}`,
    );
  return [
    ...written("databases", settings.CreateDatabaseDefaultPermissions),
    ...written("tables", settings.CreateTableDefaultPermissions),
  ];
}

function outsideAccess(settings: DataLakeSettings): readonly string[] {
  const owners = settings.TrustedResourceOwners ?? [];
  const filters = settings.ExternalDataFilteringAllowList ?? [];
  const tags = settings.AuthorizedSessionTagValueList ?? [];
  return [
    ...(owners.length > 0 ? [`trusted resource owners ${owners.join(", ")}`] : []),
    ...(settings.AllowExternalDataFiltering === true
      ? [`external engines that may filter data (${unnamed(filters, []).join(", ") || "none is listed"})`]
      : []),
    ...(tags.length > 0 ? [`session tags ${tags.join(", ")} of external engines`] : []),
    ...(settings.AllowFullTableExternalDataAccess === true ? ["full table access of external engines"] : []),
  ];
}
