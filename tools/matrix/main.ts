import { Command } from "commander";
import { environments } from "../../environments";
import { workflowMatrix } from "./workflow-matrix";

new Command("npm run --silent matrix")
  .description(
    "Prints the matrix of the workflows in .github/workflows as JSON: each environment with its region and roles.",
  )
  .action(() => {
    process.stdout.write(`${JSON.stringify(workflowMatrix(environments))}\n`);
  })
  .parse();
