import { App } from "cdktf";
import { environments } from "./environments";
import { curationContractsJson } from "./events/curation-contracts";
import { loadEventContracts } from "./events/event-contracts";
import { addEnvironmentStacks } from "./stacks/environment-stacks";
import { copyProviderLock } from "./stacks/provider-lock";

// The trace of a warning would put the folder of this checkout into the manifest.
const app = new App({ stackTraces: false });
const events = loadEventContracts();

addEnvironmentStacks(app, { environments, events, curationContracts: curationContractsJson(events) });

app.synth();
copyProviderLock(app);
