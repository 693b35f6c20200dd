import { App } from "cdktf";
import { PROCESSING } from "../../environments/schema";
import { curationContractsJson } from "../../events/curation-contracts";
import { loadEventContracts } from "../../events/event-contracts";
import { addEnvironmentStacks } from "../../stacks/environment-stacks";
import { copyProviderLock } from "../../stacks/provider-lock";
import { environmentsInMode } from "./environment-in-mode";

/** The app of main.ts, with `processing` of one environment as the command line says: <environment> <processing>. */
const [, , name = "", given] = process.argv;
const processing = PROCESSING.find((mode) => mode === given);
if (processing === undefined) throw new Error(`processing is "${given ?? ""}"; it must be ${PROCESSING.join(" or ")}.`);

const app = new App();
const events = loadEventContracts();

addEnvironmentStacks(app, {
  environments: environmentsInMode(name, processing),
  events,
  curationContracts: curationContractsJson(events),
});

app.synth();
copyProviderLock(app);
