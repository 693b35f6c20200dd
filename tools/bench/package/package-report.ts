import type { Goal, MeasureProps, Report } from "../report/report";
import { markdownTable, number, text } from "../report/markdown";
import { whole } from "../report/numbers";
import { STORE_KINDS, STORE_NAMES } from "../stores/stores";
import { measurePackage, type PackageResult } from "./measure-package";

export async function packageReport(props: MeasureProps): Promise<Report> {
  const result = await measurePackage(props);
  return { goals: goals(result), details: details(result) };
}

function goals({ figures }: PackageResult): Goal[] {
  const [ours, theirs] = [figures["bucket-log"], figures.powertools];
  return [
    { figure: "Zip smaller than on Powertools", goal: 1, measured: theirs.zipBytes / ours.zipBytes },
    { figure: "First result faster than on Powertools", goal: 1, measured: theirs.firstResultMs / ours.firstResultMs },
  ];
}

function details({ runs, figures }: PackageResult): string {
  return [
    markdownTable(
      [text("Store"), number("Zip bytes"), number("First result ms")],
      STORE_KINDS.map((kind) => [STORE_NAMES[kind], whole(figures[kind].zipBytes), whole(figures[kind].firstResultMs)]),
    ),
    "Measured: the deployment package as the stack builds it, which holds both of our stores, and the same function on Powertools, " +
      "bundled with the same options. The time is from the start of a process of Node, with the package unzipped, to the " +
      `answer to its first batch of one event, over a loopback Firehose and dynalite; medians of ${runs} start${runs === 1 ? "" : "s"}, in turn, after ` +
      "one that is not counted. A cold start on Lambda has the download of the package on top, and less processor.",
  ].join("\n\n");
}
