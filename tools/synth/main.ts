import { createRequire } from "node:module";
import path from "node:path";
import { program, runProgram } from "../program";
import { synthMessages } from "./synth-messages";

const command = program(
  "synth",
  "Writes the Terraform JSON of every environment, as `cdktf synth` does, and prints what the stacks warn of.",
)
  .option("--output <folder>", "where the stacks are written", "cdktf.out")
  .parse();

runProgram(() => {
  const { output } = command.opts<{ output: string }>();
  // CDKTF's own variable. The app reads it when it is loaded, in this process: a second one costs half a second.
  process.env["CDKTF_OUTDIR"] = output;
  createRequire(__filename)("../../main");
  const messages = synthMessages(output);
  for (const { level, stack, message } of messages) process.stderr.write(`${level}: ${stack}: ${message}\n`);
  if (messages.some(({ level }) => level === "error")) process.exitCode = 1;
  process.stdout.write(`Written: ${path.relative(process.cwd(), output) || output}\n`);
});
