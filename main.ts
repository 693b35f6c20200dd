import { App } from "cdktf";
import { environments } from "./environments";
import { curationContractsJson } from "./events/curation-contracts";
import { loadEventContracts } from "./events/event-contracts";
import { AccountStack, accountStackId } from "./stacks/account-stack";
import { EventLakeStack } from "./stacks/event-lake-stack";
import { copyProviderLock } from "./stacks/provider-lock";

// The trace of a warning would put the folder of this checkout into the manifest.
const app = new App({ stackTraces: false });
const events = loadEventContracts();
const contracts = curationContractsJson(events);

for (const environment of environments) {
  const accountId = accountStackId(environment);
  if (!app.node.tryFindChild(accountId)) {
    const sharing = environments.filter((other) => accountStackId(other) === accountId);
    new AccountStack(app, accountId, {
      ...environment,
      removalProtection: sharing.some(({ removalProtection }) => removalProtection),
    });
  }
  new EventLakeStack(app, `${environment.namePrefix}-${environment.name}`, {
    environment,
    events,
    curationContracts: contracts,
  });
}

app.synth();
copyProviderLock(app);
