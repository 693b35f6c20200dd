import type { Environment } from "../../environments/schema";
import { curationContractsJson } from "../../events/curation-contracts";
import { loadEventContracts } from "../../events/event-contracts";
import { parseContracts } from "../../lambda-src/deduplicate/contract/contracts";
import { lakeNames } from "../lake-names";
import type { OperatorClients } from "../operator-clients";
import { DeliveryErrors } from "./delivery-errors";
import { Duplicates } from "./duplicates";
import { FailedBatches } from "./failed-batches";
import { Quarantine } from "./quarantine";
import type { Selection, SetAside } from "./redriven";

/** Where events wait that were set aside. */
export const PLACES = ["failures", "quarantine", "duplicates", "errors"] as const;

export type Place = (typeof PLACES)[number];

/** What can be selected in each place beside `since`. */
const SELECTS: Readonly<Record<Place, readonly (keyof Selection)[]>> = {
  failures: ["reason"],
  quarantine: ["reason", "event"],
  duplicates: ["event"],
  errors: ["reason"],
};

const IN_FLIGHT_ONLY: ReadonlySet<Place> = new Set<Place>(["failures", "duplicates"]);

/** @throws Error when the environment has no such place, or what waits there cannot be selected so */
export function checkPlace({ name, processing }: Environment, place: Place, selection: Selection): void {
  if (IN_FLIGHT_ONLY.has(place) && processing === "in-lake") {
    throw new Error(
      `--from ${place}: ${name} removes duplicates in the lake, where there is no such place. Everything that was sent is in landing/; what was rejected is in quarantine.`,
    );
  }
  const useless = (["reason", "event"] as const).find(
    (key) => selection[key] !== undefined && !SELECTS[place].includes(key),
  );
  if (useless === undefined) return;
  throw new Error(
    `--${useless} "${selection[useless] ?? ""}": what waits in ${place} is not told apart by it. Leave it out; --since${SELECTS[place].map((key) => ` and --${key}`).join("")} work there.`,
  );
}

/** A place of an environment. */
export function placeOf(environment: Environment, place: Place, clients: OperatorClients): SetAside {
  const names = lakeNames(environment);
  switch (place) {
    case "failures":
      return new FailedBatches({ ...clients, bucket: names.failuresBucket, functionName: names.function });
    case "quarantine":
      return new Quarantine({
        ...clients,
        bucket: names.lakeBucket,
        job: names.curationJob,
        database: names.lakeDatabase,
        workgroup: names.workgroup,
      });
    case "duplicates":
      return new Duplicates({
        ...clients,
        queue: names.duplicatesQueue,
        deliveryStream: names.deliveryStream,
        contracts: parseContracts(curationContractsJson(loadEventContracts()), "the contracts document"),
      });
    case "errors":
      return new DeliveryErrors({
        ...clients,
        bucket: names.lakeBucket,
        bufferSeconds: environment.delivery.bufferSeconds,
        target:
          environment.processing === "in-flight"
            ? { kind: "delivery-stream", name: names.deliveryStream }
            : { kind: "stream", name: names.stream },
      });
  }
}
