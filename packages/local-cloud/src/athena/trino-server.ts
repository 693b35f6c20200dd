import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { endProcess, isRunning, waitUntilStarted } from "../server-process";
import { ACCESS_RULES } from "./access-rules";

/** A Trino on this machine. Whoever starts the local cloud makes it: the cloud installs none. */
export interface TrinoInstallation {
  /** Folder with `lib`, and `plugin` with the connectors `hive` and `delta-lake`. */
  readonly folder: string;
  /** Folder of a Java 24 or later. */
  readonly javaHome: string;
  /** Most memory, as Java writes it. @default "1g" */
  readonly memory?: string;
}

export interface TrinoServerOptions {
  readonly installation: TrinoInstallation;
  /** What it reads the catalogue and the objects from. */
  readonly endpoint: string;
  readonly region: string;
  /** For its settings, its log and what it writes while it runs. */
  readonly folder: string;
  /** Ends a start. */
  readonly signal: AbortSignal;
}

/** Athena's name of the catalogue, in which tables of every kind are. */
export const CATALOGUE = "awsdatacatalog";
/** Where Trino has the Delta tables: a query names them in the catalogue, and is led here. */
export const DELTA_CATALOGUE = "delta";

/** A busy machine with two processors needs one of them. */
const START_DEADLINE_MILLISECONDS = 300_000;

/**
 * Trino, on which Athena's engine version 3 is built, as one process on a port of 127.0.0.1. It reads as a service that may
 * read everything; what a user may see is decided by its access rules.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/engine-versions-reference-0003.html
 */
export class TrinoServer {
  private constructor(
    private readonly child: ChildProcess,
    /** `http://127.0.0.1:<port>` */
    readonly endpoint: string,
    /** Where it reads its access rules. */
    readonly rulesFile: string,
  ) {}

  /** @throws Error with Trino's own last words when it does not start */
  static async start(options: TrinoServerOptions): Promise<TrinoServer> {
    const { installation, folder } = options;
    const port = await freePort();
    const settings = path.join(folder, "etc");
    mkdirSync(path.join(settings, "catalog"), { recursive: true });
    const rulesFile = path.join(settings, "access-rules.json");
    writeFileSync(rulesFile, ACCESS_RULES.nobody);
    for (const [name, text] of Object.entries(settingsFiles(options, port, rulesFile))) {
      writeFileSync(path.join(settings, name), text);
    }
    const logFile = path.join(folder, "trino.log");
    const log = openSync(logFile, "w");
    const child = spawn(path.join(installation.javaHome, "bin", "java"), javaArguments(options, settings), {
      cwd: folder,
      env: {},
      stdio: ["ignore", log, log],
      // A Ctrl-C at the terminal is for the program that started it, which stops it in its turn.
      detached: true,
    });
    closeSync(log);
    const server = new TrinoServer(child, `http://127.0.0.1:${port}`, rulesFile);
    try {
      await waitUntilStarted(child, {
        name: "Trino",
        logFile,
        started: /SERVER STARTED/,
        deadlineMilliseconds: START_DEADLINE_MILLISECONDS,
        signal: options.signal,
      });
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get processId(): number | undefined {
    return isRunning(this.child) ? this.child.pid : undefined;
  }

  stop(): Promise<void> {
    return endProcess(this.child);
  }
}

/** @see https://trino.io/docs/476/installation/deployment.html */
function settingsFiles({ endpoint, region }: TrinoServerOptions, port: number, rulesFile: string) {
  const properties = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries)
      .map(([name, value]) => `${name}=${value}\n`)
      .join("");
  const storage = {
    "hive.metastore": "glue",
    "hive.metastore.glue.region": region,
    "hive.metastore.glue.endpoint-url": endpoint,
    "hive.metastore.glue.aws-access-key": "test",
    "hive.metastore.glue.aws-secret-key": "test",
    "fs.native-s3.enabled": "true",
    "s3.region": region,
    "s3.endpoint": endpoint,
    "s3.aws-access-key": "test",
    "s3.aws-secret-key": "test",
    "s3.path-style-access": "true",
  };
  return {
    "config.properties": properties({
      coordinator: "true",
      "node-scheduler.include-coordinator": "true",
      "http-server.http.port": String(port),
      "discovery.uri": `http://127.0.0.1:${port}`,
      "web-ui.enabled": "false",
      "hide-inaccessible-columns": "true",
      "access-control.config-files": path.join(path.dirname(rulesFile), "access-control.properties"),
    }),
    "access-control.properties": properties({
      "access-control.name": "file",
      "security.config-file": rulesFile,
      // A query comes after its rules were written: they must count.
      "security.refresh-period": "1ms",
    }),
    [`catalog/${CATALOGUE}.properties`]: properties({
      "connector.name": "hive",
      "hive.partition-projection-enabled": "true",
      "hive.delta-lake-catalog-name": DELTA_CATALOGUE,
      ...storage,
    }),
    [`catalog/${DELTA_CATALOGUE}.properties`]: properties({ "connector.name": "delta_lake", ...storage }),
  };
}

function javaArguments({ installation, folder, endpoint }: TrinoServerOptions, settings: string): string[] {
  const { hostname, port } = new URL(endpoint);
  const system = {
    "node.environment": "local",
    "node.id": "local",
    "node.data-dir": path.join(folder, "data"),
    "node.bind-ip": "127.0.0.1",
    "node.internal-address": "127.0.0.1",
    config: path.join(settings, "config.properties"),
    "catalog.config-dir": path.join(settings, "catalog"),
    "plugin.dir": path.join(installation.folder, "plugin"),
    // Whoever wants to leave this machine goes to a proxy that refuses.
    "http.proxyHost": hostname,
    "http.proxyPort": port,
    "https.proxyHost": hostname,
    "https.proxyPort": port,
    "http.nonProxyHosts": "127.0.0.1|localhost",
  };
  return [
    `-Xmx${installation.memory ?? "1g"}`,
    // Short runs: what the second compiler and parallel collectors take they do not give back.
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    ...Object.entries(system).map(([name, value]) => `-D${name}=${value}`),
    ...["-cp", path.join(installation.folder, "lib", "*"), "io.trino.server.TrinoServer"],
  ];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
