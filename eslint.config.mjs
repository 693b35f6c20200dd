import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

/** The rules of the house: who may import whom (docs/architecture.md). `from` may not be imported by `target`. */
const forbiddenImports = [
  { target: "./modules", from: ["./stacks", "./environments", "./tools", "./packages", "./test", "./main.ts"] },
  {
    target: "./lambda-src",
    from: ["./modules", "./stacks", "./environments", "./events", "./tools", "./packages", "./test", "./main.ts"],
  },
  { target: ["./stacks", "./environments", "./events", "./main.ts"], from: ["./tools", "./packages", "./test"] },
  { target: "./environments", from: ["./stacks"] },
  { target: "./packages", from: ["./modules", "./stacks", "./environments", "./lambda-src", "./test", "./main.ts"] },
];

export default tseslint.config(
  { ignores: ["node_modules", "cdktf.out", "dist", "coverage", ".cache"] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones: forbiddenImports }],
      "import-x/no-cycle": "error",
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "@cdktf/provider-aws",
              message: "Import the resource's own file (@cdktf/provider-aws/lib/<resource>): the barrel costs seconds.",
            },
          ],
        },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ["modules/**", "stacks/**", "main.ts"],
    rules: {
      // A construct is made for its effect on the tree: `new Resource(this, ...)` without a variable is CDKTF's own idiom.
      "no-new": "off",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "A construct reads its props, never the machine it runs on." },
      ],
    },
  },
  { files: ["**/*.mjs", "**/*.cjs"], ...tseslint.configs.disableTypeChecked },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  prettier,
);
