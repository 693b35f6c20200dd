import { LakeFormationHybridAccess } from "../../src/amendments/lake-formation-hybrid-access";
import { errorResponse, jsonResponse, type ServiceResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, pathCall } from "../gateway/service-call";

const ARN = "arn:aws:s3:::lake/raw";

/** A moto that knows the location and drops its mode. */
const emulator = fakeEmulator(({ path }) =>
  jsonResponse(path === "/DescribeResource" ? { ResourceInfo: { ResourceArn: ARN, RoleArn: "role" } } : {}),
);

function call(path: string, body: unknown) {
  return pathCall("lakeformation", "POST", path, body);
}

async function describeLocation(amendment: LakeFormationHybridAccess): Promise<unknown> {
  return json(await amendment.answer(call("/DescribeResource", { ResourceArn: ARN }), emulator.forward));
}

it.each([
  [true, true],
  [false, false],
  [undefined, false],
])("gives a location registered with %p back as %p, beside what moto knows", async (registered, described) => {
  const amendment = new LakeFormationHybridAccess();

  await amendment.answer(
    call("/RegisterResource", { ResourceArn: ARN, HybridAccessEnabled: registered }),
    emulator.forward,
  );

  expect(await describeLocation(amendment)).toEqual({
    ResourceInfo: { ResourceArn: ARN, RoleArn: "role", HybridAccessEnabled: described },
  });
});

it("follows an update", async () => {
  const amendment = new LakeFormationHybridAccess();
  await amendment.answer(call("/RegisterResource", { ResourceArn: ARN, HybridAccessEnabled: true }), emulator.forward);

  await amendment.answer(call("/UpdateResource", { ResourceArn: ARN, HybridAccessEnabled: false }), emulator.forward);

  expect(await describeLocation(amendment)).toMatchObject({ ResourceInfo: { HybridAccessEnabled: false } });
});

it("forgets a registration that moto refused", async () => {
  const amendment = new LakeFormationHybridAccess();
  const refusal = errorResponse("AlreadyExistsException", "registered");
  const request = call("/RegisterResource", { ResourceArn: ARN, HybridAccessEnabled: true });

  const response = await amendment.answer(request, () => Promise.resolve(refusal));

  expect(response).toBe(refusal);
  expect(await describeLocation(amendment)).toMatchObject({ ResourceInfo: { HybridAccessEnabled: false } });
});

it("hands on that a location is unknown", async () => {
  const unknown: ServiceResponse = errorResponse("EntityNotFoundException", "unknown");
  const request = call("/DescribeResource", { ResourceArn: ARN });

  const response = await new LakeFormationHybridAccess().answer(request, () => Promise.resolve(unknown));

  expect(response).toBe(unknown);
});

it("leaves other calls and other services alone", () => {
  const amendment = new LakeFormationHybridAccess();

  expect(amendment.answer(call("/DeregisterResource", { ResourceArn: ARN }), emulator.forward)).toBeUndefined();
  expect(amendment.answer(pathCall("s3", "POST", "/RegisterResource"), emulator.forward)).toBeUndefined();
});
