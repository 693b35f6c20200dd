import type { EnvironmentStatus, FigureValue } from "../status/environment-status";
import { age, findings } from "../status/status-screen";
import { lakeNames } from "../lake-names";
import type { MonthlyCost } from "../cost/environment-cost";

/** What the page draws: nothing in it has to be computed there. */
export interface ConsoleState {
  readonly at: string;
  readonly title: string;
  readonly mode: string;
  readonly region: string;
  /** A sentence for each thing that is wrong. */
  readonly wrong: readonly string[];
  readonly stations: readonly Station[];
  readonly chart: {
    /** Unix seconds. */
    readonly minutes: readonly number[];
    readonly series: readonly { readonly label: string; readonly values: readonly number[] }[];
  };
  readonly setAside: EnvironmentStatus["waiting"];
  readonly tables: EnvironmentStatus["tables"];
  readonly runs: readonly {
    readonly command: string;
    readonly state: string;
    readonly startedAt?: Date;
    readonly seconds: number;
  }[];
  /** How many. */
  readonly alarms: number;
  readonly cost: readonly { readonly part: string; readonly dollars: number }[];
}

/** A part of the path, in the order in which an event meets it. */
export interface Station {
  readonly name: string;
  readonly resource: string;
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly isWrong: boolean;
}

/** Rates that the chart shows, by the metric's name. */
const CHARTED: Readonly<Record<string, string>> = {
  IncomingRecords: "records put",
  Delivered: "events delivered",
  Duplicates: "duplicates",
  Quarantined: "rejected",
};

export function consoleState(status: EnvironmentStatus, cost: MonthlyCost): ConsoleState {
  const { environment, now, figures, waiting, runs, tables, alarms } = status;
  return {
    at: now.toISOString(),
    title: `${environment.namePrefix}-${environment.name}`,
    mode: environment.processing,
    region: environment.region,
    wrong: findings(status),
    stations: stationsOf(status),
    chart: {
      minutes: status.minutes,
      series: figures.flatMap(({ metric, kind, points }) => {
        const label = kind === "rate" ? CHARTED[metric] : undefined;
        return label === undefined ? [] : [{ label, values: points }];
      }),
    },
    setAside: waiting,
    tables,
    runs: runs.map(({ Arguments = {}, JobRunState: state = "?", StartedOn: startedAt, ExecutionTime: seconds = 0 }) => {
      return { command: Arguments["--command"] ?? "curate", state, startedAt, seconds };
    }),
    alarms: alarms.length,
    cost: Object.entries(cost)
      .filter(([, dollars]) => dollars > 0)
      .map(([part, dollars]) => ({ part, dollars })),
  };
}

/** Alarms, by the part of the path that they are about. */
const ALARMS = {
  stream: ["consumer-is-behind"],
  deduplicator: [
    ...["records-fail", "deduplicator-fails", "consumer-is-late", "many-duplicates", "events-in-quarantine"],
    ...["index-is-throttled", "claims-are-slow", "index-writers-collide"],
  ],
  delivery: ["delivery-is-late", "landing-is-late", "delivery-throttles", "active-partitions-exceeded"],
  job: ["curation-is-slow"],
} as const;

/** Parts of the path, each with what CloudWatch says of it. */
function stationsOf({
  environment,
  figures,
  parts,
  tables,
  runs,
  now,
  ringing,
}: EnvironmentStatus): readonly Station[] {
  const names = lakeNames(environment);
  const inFlight = environment.processing === "in-flight";
  const isOff = (part: RegExp) => parts.some(({ name, runs: on }) => part.test(name) && !on);
  const rings = (part: keyof typeof ALARMS) =>
    ringing.some((name) => ALARMS[part].some((alarm) => name.endsWith(alarm)));
  const of = (namespace: string) => figures.filter((figure) => figure.namespace === namespace).map(shown);
  const [last] = runs;
  const newest = tables.flatMap(({ newestArrival }) => newestArrival ?? []).sort((one, other) => +other - +one)[0];
  const delivery = inFlight ? names.deliveryStream : names.landingDeliveryStream;
  return [
    {
      name: "Kinesis stream",
      resource: names.stream,
      figures: of("AWS/Kinesis"),
      isWrong: rings("stream"),
    },
    ...(inFlight
      ? [
          {
            name: "Deduplicator",
            resource: names.function,
            figures: of("EventLake"),
            isWrong: isOff(/^event source mapping/) || rings("deduplicator"),
          },
        ]
      : []),
    {
      name: "Firehose",
      resource: delivery,
      figures: of("AWS/Firehose"),
      isWrong: rings("delivery"),
    },
    {
      name: "Curation job",
      resource: names.curationJob,
      figures: [
        { label: "last run", value: last?.JobRunState ?? "-" },
        { label: "took", value: last?.ExecutionTime === undefined ? "-" : `${last.ExecutionTime} s` },
      ],
      isWrong: isOff(/^schedule/) || rings("job") || last?.JobRunState === "FAILED",
    },
    {
      name: "Delta tables",
      resource: names.lakeDatabase,
      figures: [
        { label: "tables", value: String(tables.length) },
        { label: "newest event", value: newest === undefined ? "-" : `${age((+now - +newest) / 1000)} ago` },
      ],
      isWrong: false,
    },
  ];
}

function shown({ what, kind, value }: FigureValue): Station["figures"][number] {
  const label = what.trim();
  if (value === undefined) return { label, value: "-" };
  return { label, value: kind === "age" ? age(value) : `${value.toFixed(value < 10 ? 2 : 0)}/s` };
}
