import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject("demo");
});

afterEach(() => {
  project.remove();
});

test("the demo says at once that Java is missing, and how to do without", async () => {
  const { exitCode, output } = await runProgram(project.folder, "tools/demo/main.ts", [], {
    env: { PATH: project.folder, JAVA_HOME: "" },
  });

  expect(output).toContain("Spark needs Java 17");
  expect(output).toContain("npm run demo -- --skip-curation");
  expect(output).not.toContain("local cloud");
  expect(exitCode).toBe(1);
});

test(
  "the demo fails when the jq query of the delivery stream is broken",
  async () => {
    project.edit("modules/delivery/parquet-delivery.ts", "table: `.${ROUTING_FIELDS.table}`", 'table: ".tabel_name"');

    const { exitCode, output } = await runProgram(project.folder, "tools/demo/main.ts", [
      ...["--count", "500"],
      "--skip-curation",
    ]);

    expect(output).toContain("Not proved");
    expect(output).toContain("Not run: curation (--skip-curation).");
    expect(output).toMatch(/NO {3}every unique valid event is stored/);
    expect(output).toMatch(/NO {3}the delivery stream had no errors: Under errors\/: errors\//);
    expect(exitCode).toBe(1);
  },
  20 * MINUTES,
);

test(
  "an interrupted demo stops everything that it started",
  async () => {
    let interrupted = false;
    const { exitCode, output } = await runProgram(project.folder, "tools/demo/main.ts", ["--count", "500"], {
      onOutput: (text, kill) => {
        if (interrupted || !text.includes("deploy         ...")) return;
        interrupted = true;
        kill("SIGINT");
      },
    });

    expect(output).toContain("everything that was started is stopped");
    expect(exitCode).toBe(130);
  },
  10 * MINUTES,
);
