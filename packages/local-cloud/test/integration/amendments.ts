import { isDeepStrictEqual } from "node:util";
import { shared } from "./cloud-under-test";
import { glueProbes } from "./glue-probes";
import { lakeFormationProbes } from "./lake-formation-probes";
import { storageProbes } from "./storage-probes";
import { streamingProbes } from "./streaming-probes";

const PROBES = [...storageProbes, ...lakeFormationProbes, ...glueProbes, ...streamingProbes];

describe.each(PROBES.map((probe, index) => ({ ...probe, index })))(
  "$amendment",
  ({ title, amendment, index, ...probe }) => {
    it(`the gateway ${title}`, async () => {
      expect(await probe.observe(shared.gateway, `gateway-${index}`)).toEqual(probe.right);
    });

    it("is still needed: moto alone gives the wrong answer", async () => {
      const seen = await probe.observe(shared.emulator, `moto-${index}`);

      if (isDeepStrictEqual(seen, probe.right)) {
        throw new Error(`moto answers rightly now: delete ${amendment}`);
      }
      expect(seen).toEqual(probe.wrong);
    });
  },
);
