import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { Argument, Option } from "commander";
import { environmentNamed, environmentNames } from "../../environments/environment-named";
import type { Environment } from "../../environments/schema";
import { lakeNames } from "../lake-names";
import { program, runProgram } from "../program";
import { queryAthena } from "./athena-query";
import { queryDuckdb } from "./duckdb-query";
import { type Format, FORMATS, formatted } from "./result-table";
import { suggestionFor } from "./suggestion";

interface QueryOptions {
  readonly role?: string;
  readonly database: "lake" | "raw";
  readonly engine: "athena" | "duckdb";
  readonly format: Format;
}

const command = program(
  "query",
  "Runs one SQL query in the Athena workgroup of an environment, with what Lake Formation lets the asking one see, and prints the result.",
)
  .addArgument(new Argument("<environment>", "whose lake").choices(environmentNames))
  .argument("<sql>", 'for example: "SELECT created_date, count(*) FROM uncontracted_event GROUP BY created_date"')
  .option("--role <role>", "ask as this role: its ARN, or its name in the environment's account")
  .addOption(
    new Option("--database <database>", "where a table without a database is looked for")
      .choices(["lake", "raw"])
      .default("lake"),
  )
  .addOption(new Option("--format <format>", "how the result is printed").choices(FORMATS).default("table"))
  .addOption(
    new Option("--engine <engine>", "duckdb: DuckDB's dialect over the files of the last demo, without Java and rights")
      .choices(["athena", "duckdb"])
      .default("athena"),
  )
  .addHelpText(
    "after",
    '\nUses the AWS credentials and the endpoint (AWS_ENDPOINT_URL) of your shell: after "npm run demo -- --keep", source the file that it names.',
  )
  .parse();

runProgram(async () => {
  const [name = "", sql = ""] = command.args;
  const options = command.opts<QueryOptions>();
  const result =
    options.engine === "duckdb" ? await queryDuckdb(sql) : await queryLake(environmentNamed(name), sql, options);
  process.stdout.write(formatted(result, options.format));
});

async function queryLake(environment: Environment, sql: string, { role, database: kind }: QueryOptions) {
  const { region } = environment;
  const { lakeDatabase, rawDatabase, workgroup } = lakeNames(environment);
  const database = kind === "raw" ? rawDatabase : lakeDatabase;
  const configuration = { region, ...(role !== undefined && { credentials: credentialsOf(role, environment) }) };
  const athena = new AthenaClient(configuration);
  const glue = new GlueClient(configuration);
  const interruption = new AbortController();
  process.once("SIGINT", () => {
    interruption.abort();
  });
  try {
    const result = await queryAthena(athena, {
      sql,
      workgroup,
      database,
      signal: interruption.signal,
    });
    const { rows, bytesScanned, milliseconds, location } = result;
    process.stderr.write(
      `${rows.length} rows in ${(milliseconds / 1000).toFixed(1)} s, ${bytesScanned} bytes scanned: ${location}\n`,
    );
    return result;
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new Error(`${message}${await advice(glue, message, { sql, database })}`, { cause: error });
  } finally {
    athena.destroy();
    glue.destroy();
  }
}

/** What to do about a query that failed, on a line of its own. */
async function advice(glue: GlueClient, refusal: string, query: { sql: string; database: string }): Promise<string> {
  if (refusal.startsWith("Trino needs Java")) {
    return "\nWithout it, --engine duckdb runs DuckDB's SQL over the files of the last demo; it asks for no right.";
  }
  // Who may not list the tables gets no suggestion; the refusal is what counts.
  const suggestion = await suggestionFor(glue, refusal, query).catch(() => undefined);
  return suggestion === undefined ? "" : `\n${suggestion}`;
}

/** Keys of the role, taken with the credentials of the shell. */
function credentialsOf(role: string, { region, accountId }: Environment) {
  const RoleArn = role.startsWith("arn:") ? role : `arn:aws:iam::${accountId}:role/${role}`;
  return fromTemporaryCredentials({ params: { RoleArn, RoleSessionName: "query" }, clientConfig: { region } });
}
