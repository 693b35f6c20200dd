import { Testing } from "cdktf";
import type { Environment } from "../../environments/schema";
import { AccountStack } from "../../stacks/account-stack";
import { addEnvironmentStacks } from "../../stacks/environment-stacks";
import { contracts } from "../fixtures/contracts";
import { environmentNamed } from "../fixtures/environments";

const dev = environmentNamed("dev");

/** The stacks of these environments, and whether each account stack's bucket may be destroyed. */
function stacksOf(environments: readonly Environment[]) {
  const app = Testing.app();
  addEnvironmentStacks(app, { environments, events: contracts, curationContracts: '{"version":2,"contracts":[]}' });
  const { children } = app.node;
  const accounts = children.filter((child) => child instanceof AccountStack);
  return {
    ids: children.map(({ node }) => node.id),
    accountsProtected: accounts.map(({ stateBackend }) => stateBackend.bucket.bucket.lifecycle),
  };
}

test("an environment has a stack of its own, and its account and region one, however many environments share it", () => {
  const other = { ...dev, name: "other" };
  const elsewhere = { ...dev, name: "elsewhere", region: "eu-west-1" };

  expect(stacksOf([dev, other, elsewhere]).ids).toEqual([
    "event-lake-account-111111111111-eu-central-1",
    "event-lake-dev",
    "event-lake-other",
    "event-lake-account-111111111111-eu-west-1",
    "event-lake-elsewhere",
  ]);
});

test("a state bucket is protected as soon as one of the environments that share it is", () => {
  const protectedOne = { ...dev, name: "kept", removalProtection: true };
  const elsewhere = { ...dev, name: "elsewhere", region: "eu-west-1" };

  expect(stacksOf([dev, protectedOne, elsewhere]).accountsProtected).toEqual([
    { preventDestroy: true },
    { preventDestroy: false },
  ]);
  expect(stacksOf([protectedOne, dev]).accountsProtected).toEqual([{ preventDestroy: true }]);
  expect(stacksOf([dev]).accountsProtected).toEqual([{ preventDestroy: false }]);
});
