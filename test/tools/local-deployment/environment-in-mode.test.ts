import { environments } from "../../../environments";
import { environmentsInMode } from "../../../tools/local-deployment/environment-in-mode";

test("one setting of one environment is another one, and nothing else", () => {
  const changed = environmentsInMode("staging", "in-lake");

  expect(changed).toEqual(
    environments.map((environment) =>
      environment.name === "staging" ? { ...environment, processing: "in-lake" } : environment,
    ),
  );
});

test("an environment that is not there is named, with those that are", () => {
  expect(() => environmentsInMode("test", "in-lake")).toThrow(
    `There is no environment "test". Known: ${environments.map(({ name }) => name).join(", ")}`,
  );
});
