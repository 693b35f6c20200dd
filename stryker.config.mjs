/**
 * Mutation tests: is there a mistake that no test would notice? Slow, so nothing of `npm test`.
 *
 *   npm run mutation                                  lambda-src
 *   npm run mutation -- --mutate 'modules/iam/*.ts'   another folder, by the tests below test/<first folder>
 */
import jest from "./jest.config.cjs";

const given = process.argv.indexOf("--mutate");
const mutate = given < 0 ? "lambda-src/**/*.ts" : process.argv[given + 1];
const [unit] = jest.projects;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [mutate],
  plugins: ["@stryker-mutator/jest-runner"],
  testRunner: "jest",
  jest: {
    projectType: "custom",
    config: {
      ...unit,
      testTimeout: 60_000,
      testMatch: [`<rootDir>/test/${mutate.split("/")[0]}/**/*.test.ts`],
      // A property takes seconds for each mutant, so the examples have to find it.
      testPathIgnorePatterns: [...unit.testPathIgnorePatterns, "\\.property\\.test\\.ts$"],
    },
  },
  coverageAnalysis: "perTest",
  // A mutant of a constant runs with every test, since no single test loads it.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ["clear-text", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: ".cache/mutation.json" },
  tempDirName: ".cache/mutation",
  ignorePatterns: ["cdktf.out", "dist", ".cache", "docs"],
};
