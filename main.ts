import { App } from "cdktf";
import { environments } from "./environments";
import { curationContractsJson } from "./events/curation-contracts";
import { loadEventContracts } from "./events/event-contracts";
import { addEnvironmentStacks } from "./stacks/environment-stacks";
import { copyProviderLock } from "./stacks/provider-lock";

const app = new App();
const events = loadEventContracts();

addEnvironmentStacks(app, { environments, events, curationContracts: curationContractsJson(events) });

app.synth();
copyProviderLock(app);
