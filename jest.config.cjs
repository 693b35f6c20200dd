const { availableParallelism } = require("node:os");

const transform = { "\\.(ts|js|mjs)$": "<rootDir>/test/jest/esbuild-transformer.cjs" };
const esModulesOnly = [
  "hyparquet",
  "hyparquet-writer",
  "@octokit/[^/]+",
  "before-after-hook",
  "content-type",
  "json-with-bigint",
  "universal-user-agent",
];

/** @type {import('jest').Config} */
const shared = {
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly.join("|")})/)`],
  moduleNameMapper: {
    "^@event-lake/([^/]+)$": "<rootDir>/packages/$1/src/index.ts",
    "^@event-lake/([^/]+)/(.+)$": "<rootDir>/packages/$1/src/$2",
    "/stack-trace$": "<rootDir>/test/jest/no-token-traces.cjs",
  },
  testPathIgnorePatterns: ["/node_modules/", "/cdktf.out/", "/dist/"],
  modulePathIgnorePatterns: ["/cdktf.out/", "/dist/"],
  globalSetup: "<rootDir>/test/jest/build-deduplicator.cjs",
  setupFiles: ["<rootDir>/test/jest/no-aws-account.cjs"],
};

/** @type {import('jest').Config} */
module.exports = {
  // Integration tests wait for Terraform, Spark and services between their work: one more than there are processors.
  maxWorkers: availableParallelism() + 1,
  // A slow machine is not a failure; a test that hangs is still ended.
  testTimeout: 180_000,
  testSequencer: "<rootDir>/test/jest/longest-first.cjs",
  reporters: ["default", "<rootDir>/test/jest/slowest-files.cjs"],
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/{test,packages/*/test}/**/*.test.ts"],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, "/test/integration/"],
    },
    { ...shared, displayName: "integration", testMatch: ["<rootDir>/{test,packages/*/test}/integration/**/*.test.ts"] },
  ],
};
