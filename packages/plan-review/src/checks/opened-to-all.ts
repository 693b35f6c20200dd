import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { blocksOf, textsOf, type Values } from "../plan/values";
import { publicSettings } from "../stores/public-settings";
import type { Check } from "./check";

/** Ports on which the public is served as a rule. */
const WEB = new Set(["80", "443"]);
const EVERYBODY = new Set(["0.0.0.0/0", "::/0", "*", "Internet", "Any"]);

/** Switches that put a store on the internet, by name in any provider. */
const PUBLIC = [
  ...["publicly_accessible", "public_network_access_enabled", "public_access_enabled", "allow_blob_public_access"],
  "allow_nested_items_to_be_public",
];

/** What everybody on the internet may do, as text for a reviewer, and whether it is to reach one of the web's ports. */
interface Opening {
  readonly to: string;
  readonly evidence?: string;
  readonly web: boolean;
  /** The switch that opens it, where it is one. */
  readonly setting?: string;
}

/** A network rule lets in everybody on the internet, or a store gets an address there. */
export const openedToAll: Check = {
  id: "opened-to-all",
  observe: (plan) =>
    plan.changed
      .filter(({ kind }) => kind === "create" || kind === "update" || kind === "replace")
      .flatMap((change) => {
        const before = new Set(openings(change, change.before).map(({ to }) => to));
        const opened = openings(change, change.after).filter(
          ({ to, setting }) => !before.has(to) && (setting === undefined || isWritten(plan, change, setting)),
        );
        if (opened.length === 0) return [];
        return [
          {
            severity: opened.every(({ web }) => web) ? ("warn" as const) : ("block" as const),
            topic: "access" as const,
            address: change.address,
            summary: `Lets everybody on the internet ${saying(opened)}.`,
            evidence: change.evidence(...new Set([...EVIDENCE, ...opened.flatMap(({ evidence = [] }) => evidence)])),
            remedy: "Name the networks that need it; or reach it through a private endpoint, a bastion or a VPN.",
          },
        ];
      }),
};

function saying(opened: readonly Opening[]): string {
  const ports = opened.flatMap(({ to }) => (/^(every )?port /.test(`${to} `) ? [to] : []));
  const others = opened.map(({ to }) => to).filter((to) => !ports.includes(to));
  const reached = ports.length === 0 ? [] : [`reach ${[...new Set(ports)].join(", ")}`];
  return [...new Set([...reached, ...others])].join(", and ");
}

const EVIDENCE = [
  ...PUBLIC,
  ...["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "source_ranges", "source_address_prefix", "ingress"],
];

/** Azure's stores have the switch on where the code does not say otherwise, and let in nobody before a rule does. */
function isWritten({ configuration }: PlanUnderReview, { kind, address }: ResourceChange, setting: string): boolean {
  const expressions = configuration.expressionsOf(address);
  return kind !== "create" || Object.keys(expressions).length === 0 || setting in expressions;
}

function openings(change: ResourceChange, values: Values): readonly Opening[] {
  const switched = PUBLIC.filter((attribute) => values[attribute] === true).map((setting) => ({
    to: "reach it",
    web: false,
    setting,
  }));
  const set = publicSettings(change.type, values).map(({ path, lets }) => ({ to: lets, web: false, evidence: path }));
  return [...switched, ...set, ...rulesOf(change.type, values).filter(isOpen).map(opening)];
}

/** A rule that lets something in, in the words of AWS's rules. */
interface Rule {
  readonly sources: readonly unknown[];
  readonly from: unknown;
  readonly to: unknown;
  readonly protocol: unknown;
}

function isOpen({ sources }: Rule): boolean {
  return sources.some((source) => typeof source === "string" && EVERYBODY.has(source));
}

function opening({ from, to, protocol }: Rule): Opening {
  const isAll = protocol === "-1" || protocol === "all" || from === undefined || from === null || from === "*";
  if (isAll) return { to: "every port", web: false };
  const [first, last] = [portText(from), portText(to)];
  const ports = first === last ? first : `${first} to ${last}`;
  return { to: `port ${ports}`, web: WEB.has(ports) };
}

function portText(port: unknown): string {
  return typeof port === "number" || typeof port === "string" ? String(port) : "?";
}

function rulesOf(type: string, values: Values): readonly Rule[] {
  switch (type) {
    case "aws_security_group_rule":
      return values["type"] === "ingress" ? [awsRule(values)] : [];
    case "aws_vpc_security_group_ingress_rule":
      return [
        { ...awsRule(values), sources: [values["cidr_ipv4"], values["cidr_ipv6"]], protocol: values["ip_protocol"] },
      ];
    case "aws_security_group":
    case "aws_default_security_group":
      return blocksOf(values["ingress"]).map(awsRule);
    case "google_compute_firewall": {
      if (values["direction"] === "EGRESS") return [];
      const sources = textsOf(values["source_ranges"]);
      return blocksOf(values["allow"]).flatMap(({ protocol, ports }): readonly Rule[] => {
        const named = textsOf(ports);
        return named.length === 0
          ? [{ sources, from: undefined, to: undefined, protocol }]
          : named.map((port) => ({ sources, from: port, to: port, protocol }));
      });
    }
    case "azurerm_network_security_rule":
      return azureRule(values);
    case "azurerm_network_security_group":
      return blocksOf(values["security_rule"]).flatMap(azureRule);
    default:
      return [];
  }
}

function awsRule({ cidr_blocks: four, ipv6_cidr_blocks: six, from_port: from, to_port: to, protocol }: Values): Rule {
  return { sources: [...textsOf(four), ...textsOf(six)], from, to, protocol };
}

function azureRule(values: Values): readonly Rule[] {
  if (values["direction"] !== "Inbound" || values["access"] !== "Allow") return [];
  const sources = [values["source_address_prefix"], ...textsOf(values["source_address_prefixes"])];
  const named = [values["destination_port_range"], ...textsOf(values["destination_port_ranges"])].filter(
    (port) => typeof port === "string",
  );
  return named.map((port) => ({ sources, from: port, to: port, protocol: values["protocol"] }));
}
