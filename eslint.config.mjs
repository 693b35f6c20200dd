// Who may import whom is in .dependency-cruiser.cjs, which `npm run lint` asks as well.
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: ["node_modules", "cdktf.out", "**/dist", "examples", "coverage", ".cache", "packages/plan-review/action"],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
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
  { files: ["**/*.js", "**/*.mjs", "**/*.cjs"], ...tseslint.configs.disableTypeChecked },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  prettier,
);
