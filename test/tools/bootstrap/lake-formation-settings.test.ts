import type { DataLakeSettings } from "@aws-sdk/client-lakeformation";
import { environmentNamed } from "../../fixtures/environments";
import { checkLakeFormationSettings, namedAdministrators } from "../../../tools/bootstrap/lake-formation-settings";

const DEPLOY = "arn:aws:iam::111111111111:role/event-lake-deploy";
const PLAN = "arn:aws:iam::111111111111:role/event-lake-plan";
const OTHER = "arn:aws:iam::111111111111:role/other-team";
const IAM = { Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" }, Permissions: ["ALL" as const] };
const administrators = (...arns: readonly string[]) => arns.map((arn) => ({ DataLakePrincipalIdentifier: arn }));

function check(settings: DataLakeSettings | undefined): Promise<void> {
  const client = { send: () => Promise.resolve({ DataLakeSettings: settings }) };
  return checkLakeFormationSettings(client, "dev", { administrators: [DEPLOY], readOnly: [PLAN] });
}

test.each([
  ["that has no settings", undefined],
  ["that nobody has set up: it has AWS's own defaults", { CreateTableDefaultPermissions: [IAM] }],
  ["that was bootstrapped before", { DataLakeAdmins: administrators(DEPLOY), ReadOnlyAdmins: administrators(PLAN) }],
])("an account is prepared %s", async (_title, settings) => {
  await expect(check(settings)).resolves.toBeUndefined();
});

test("an account with another administrator is left alone, and the message says what would be lost and what to do", async () => {
  await expect(check({ DataLakeAdmins: administrators(OTHER, DEPLOY) })).rejects.toThrow(
    `These would be lost: administrator ${OTHER}. Add the administrators to dataLakeAdministrators in environments/dev.ts. What nobody else needs is replaced by: npm run bootstrap -- dev --replace-lake-formation-settings`,
  );
});

test("so is one whose new tables IAM decides about", async () => {
  const settings = { DataLakeAdmins: administrators(DEPLOY), CreateTableDefaultPermissions: [IAM] };

  await expect(check(settings)).rejects.toThrow("ALL of IAM_ALLOWED_PRINCIPALS on new tables");
});

test.each<[string, DataLakeSettings]>([
  [`read-only administrator ${OTHER}`, { ReadOnlyAdmins: administrators(PLAN, OTHER) }],
  ["trusted resource owners 222222222222", { TrustedResourceOwners: ["222222222222"] }],
  [
    "external engines that may filter data (333333333333)",
    { AllowExternalDataFiltering: true, ExternalDataFilteringAllowList: administrators("333333333333") },
  ],
  ["session tags EMR of external engines", { AuthorizedSessionTagValueList: ["EMR"] }],
  ["full table access of external engines", { AllowFullTableExternalDataAccess: true }],
])("so is one that would lose %s", async (lost, settings) => {
  await expect(check(settings)).rejects.toThrow(`These would be lost: ${lost}.`);
});

test("the plan roles of all environments of the account are named", () => {
  const dev = environmentNamed("dev");
  const environments = [dev, environmentNamed("staging"), environmentNamed("prod")];
  const other = { ...dev, name: "other", workflowRoles: { ...dev.workflowRoles, plan: "other-plan" } };

  expect(namedAdministrators(dev, [...environments, other])).toEqual({
    administrators: dev.dataLakeAdministrators,
    readOnly: [dev, other].map(
      ({ accountId, workflowRoles }) => `arn:aws:iam::${accountId}:role/${workflowRoles.plan}`,
    ),
  });
});
