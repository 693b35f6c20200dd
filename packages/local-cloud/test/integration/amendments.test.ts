import { isDeepStrictEqual } from "node:util";
import {
  clientsOf,
  startCloudUnderTest,
  START_TIMEOUT_MILLISECONDS,
  type Clients,
  type CloudUnderTest,
} from "./cloud-under-test";
import { glueProbes } from "./glue-probes";
import { lakeFormationProbes } from "./lake-formation-probes";
import { storageProbes } from "./storage-probes";
import { streamingProbes } from "./streaming-probes";

const PROBES = [...storageProbes, ...lakeFormationProbes, ...glueProbes, ...streamingProbes];

let underTest: CloudUnderTest;
let gateway: Clients;
let emulator: Clients;

beforeAll(async () => {
  underTest = await startCloudUnderTest();
  gateway = clientsOf(underTest.cloud.endpoint);
  emulator = clientsOf(underTest.cloud.emulatorEndpoint);
}, START_TIMEOUT_MILLISECONDS);
afterAll(async () => {
  gateway.destroy();
  emulator.destroy();
  await underTest.stop();
});

describe.each(PROBES.map((probe, index) => ({ ...probe, index })))("$file", ({ title, file, index, ...probe }) => {
  it(`the gateway ${title}`, async () => {
    expect(await probe.observe(gateway, `gateway-${index}`)).toEqual(probe.right);
  });

  it("is still needed: moto alone gives the wrong answer", async () => {
    const seen = await probe.observe(emulator, `moto-${index}`);

    if (isDeepStrictEqual(seen, probe.right)) {
      throw new Error(`moto answers rightly now: delete local-cloud/${file}`);
    }
    expect(seen).toEqual(probe.wrong);
  });
});
