/**
 * Who may import whom. docs/architecture.md shows the same table; test/house/import-rules.test.ts holds both to it and
 * tries one forbidden import for each rule.
 */
const ROOMS = [
  { room: "main.ts", mayImport: ["environments/", "events/", "stacks/"] },
  { room: "environments/", mayImport: ["environments/", "modules/input-rules/"] },
  { room: "events/", mayImport: ["events/", "lambda-src/interface.ts"] },
  { room: "stacks/", mayImport: ["stacks/", "modules/", "environments/", "lambda-src/interface.ts"] },
  { room: "modules/", mayImport: ["modules/", "lambda-src/interface.ts"] },
  { room: "lambda-src/", mayImport: ["lambda-src/"] },
  {
    room: "packages/*/",
    path: "packages/(?!local-cloud/)([^/]+)/",
    mayImport: ["packages/$1/"],
    inWords: "its own files",
  },
  {
    room: "packages/local-cloud/",
    mayImport: ["packages/local-cloud/", "packages/aws-rights/src/index.ts"],
    inWords: "its own files, @event-lake/aws-rights",
  },
  { room: "tools/", mayImport: ["(?!test/)"], inWords: "everything but test/" },
];

const TESTS = "(^|/)test/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...ROOMS.map(({ room, path = room, mayImport, inWords = mayImport.join(", ") }) => ({
      name: room,
      comment: `may import ${inWords}`,
      severity: "error",
      from: { path: `^${path}` },
      to: {
        dependencyTypes: ["local", "aliased-tsconfig-paths", "aliased-workspace"],
        pathNot: mayImport.map((allowed) => `^${allowed}`),
      },
    })),
    {
      name: "stacks-take-types-of-environments",
      comment: "A stack is given its environment: it may know the type of one, and no environment of this repository.",
      severity: "error",
      from: { path: "^stacks/" },
      to: { path: "^environments/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-tests-import-tests",
      comment: "What a test and a program share lives with the program.",
      severity: "error",
      from: { pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: "declared-dependencies",
      comment:
        "What is published runs on the `dependencies` of its own package.json: add the library there, with its exact version.",
      severity: "error",
      from: { path: "^(packages/[^/]+/src|events|modules)/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer", "type-only"] },
    },
    {
      name: "libraries-of-the-function",
      comment:
        "The function is published as one file with its libraries, which are development dependencies: the AWS SDK.",
      severity: "error",
      from: { path: "^lambda-src/" },
      to: {
        dependencyTypes: ["npm", "npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only"],
        pathNot: "node_modules/@aws-sdk/",
      },
    },
    {
      name: "no-provider-barrel",
      comment: "Import the resource's own file, @cdktf/provider-aws/lib/<resource>: the barrel costs seconds.",
      severity: "error",
      from: {},
      to: { path: "@cdktf/provider-aws(/lib/index\\.(js|d\\.ts))?$" },
    },
    {
      name: "no-cycle",
      comment:
        "Files that import each other, types included, can only be read and moved together. Part what both need from them.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolved",
      comment: "An import that is not found is under no rule. Correct its path.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    // Types count: a construct that needs a type of a stack cannot be used without it.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(cdktf\\.out|dist|coverage|\\.cache)/|^packages/plan-review/action/|^examples/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
