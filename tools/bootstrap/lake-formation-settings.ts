import { GetDataLakeSettingsCommand, type LakeFormationClient } from "@aws-sdk/client-lakeformation";

/** The account has Lake Formation settings that the bootstrap would take away. */
export class SettingsWouldBeLostError extends Error {
  constructor(source: string, lost: readonly string[]) {
    super(
      `Lake Formation settings are one per account and region, and the account stack replaces them. These would be lost: ${lost.join("; ")}. Add the administrators to dataLakeAdministrators in ${source}, or run again with --replace-lake-formation-settings when nobody else needs them.`,
    );
    this.name = "SettingsWouldBeLostError";
  }
}

/**
 * Asks before somebody else's settings are replaced: administrators that the environment does not name, and permissions
 * that new databases and tables get by default.
 *
 * @param source file that names the administrators, for the message
 * @param administrators ARNs that the environment names
 * @throws SettingsWouldBeLostError naming what would be lost
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_PutDataLakeSettings.html
 */
export async function checkLakeFormationSettings(
  client: Pick<LakeFormationClient, "send">,
  source: string,
  administrators: readonly string[],
): Promise<void> {
  const { DataLakeSettings: settings } = await client.send(new GetDataLakeSettingsCommand({}));
  // An account that never had an administrator has AWS's own defaults: nobody chose them.
  const present = (settings?.DataLakeAdmins ?? []).map(({ DataLakePrincipalIdentifier: arn = "" }) => arn);
  if (present.length === 0) return;
  const lost = [
    ...present.filter((arn) => !administrators.includes(arn)).map((arn) => `administrator ${arn}`),
    ...defaultsOf("databases", settings?.CreateDatabaseDefaultPermissions),
    ...defaultsOf("tables", settings?.CreateTableDefaultPermissions),
  ];
  if (lost.length > 0) throw new SettingsWouldBeLostError(source, lost);
}

interface DefaultPermission {
  readonly Principal?: { readonly DataLakePrincipalIdentifier?: string };
  readonly Permissions?: readonly string[];
}

function defaultsOf(what: string, defaults: readonly DefaultPermission[] = []): readonly string[] {
  return defaults.map(
    ({ Principal, Permissions = [] }) =>
      `${Permissions.join(", ")} of ${Principal?.DataLakePrincipalIdentifier ?? "nobody"} on new ${what}`,
  );
}
