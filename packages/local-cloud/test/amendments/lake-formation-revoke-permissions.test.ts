import { lakeFormationRevokePermissions } from "../../src/amendments/lake-formation-revoke-permissions";
import { json, pathCall } from "../gateway/service-call";
import { ANALYST, COLUMNS, CRAWLER, DATABASE, emulatorWithGrants } from "./granted-permissions";

const revoke = (principal: unknown, resource: unknown) =>
  pathCall("lakeformation", "POST", "/RevokePermissions", { Principal: principal, Resource: resource });

it("a revocation reaches moto as it came when the grantee holds something", async () => {
  const emulator = emulatorWithGrants();
  const request = revoke(ANALYST, COLUMNS);

  const response = await lakeFormationRevokePermissions.answer(request, emulator.forward);

  expect(json(response)).toEqual({ revoked: true });
  expect(emulator.asked.at(-1)).toBe(request);
});

it.each([
  ["holds nothing on the resource", ANALYST, { Database: { Name: "data_lake" } }],
  ["held permissions that were all revoked", ANALYST, DATABASE],
  ["is another than the one who holds them", CRAWLER, COLUMNS],
])(
  "a revocation is refused, in the words that the provider waits for, when the grantee %s",
  async (_title, principal, resource) => {
    const emulator = emulatorWithGrants();

    const response = await lakeFormationRevokePermissions.answer(revoke(principal, resource), emulator.forward);

    expect(response?.status).toBe(400);
    expect(json(response)).toMatchObject({
      __type: "InvalidInputException",
      message: "No permissions revoked. Grantee has no permissions on the resource.",
    });
    expect(emulator.asked.map(({ path }) => path)).toEqual(["/ListPermissions"]);
  },
);

it("leaves other calls alone", () => {
  const { forward } = emulatorWithGrants();

  expect(
    lakeFormationRevokePermissions.answer(pathCall("lakeformation", "POST", "/GrantPermissions", {}), forward),
  ).toBeUndefined();
});
