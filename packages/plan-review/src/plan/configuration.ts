import type { ConfiguredModule } from "./plan-json";
import { isList, isValues, textsOf, type Values } from "./values";

/** A `provisioner` block of a resource. @see https://developer.hashicorp.com/terraform/language/provisioners */
export interface Provisioner {
  /** `local-exec`, `remote-exec` or `file`. */
  readonly type: string;
  readonly expressions?: Values;
}

/** What the code says, as the plan repeats it: the only place in a plan where references between resources show. */
export class Configuration {
  private readonly expressions = new Map<string, Values>();
  private readonly provisioners = new Map<string, readonly Provisioner[]>();
  private readonly referrers = new Map<string, Set<string>>();

  constructor(root: ConfiguredModule | undefined) {
    if (root) this.collect(root, "");
    for (const [address, expressions] of this.expressions) {
      for (const referred of this.referencesIn(expressions, moduleOf(address))) {
        const referrers = this.referrers.get(referred) ?? new Set();
        this.referrers.set(referred, referrers.add(address));
      }
    }
  }

  /** Expressions of a resource, without an index: `{ "name": { "constant_value": "events" } }`. */
  expressionsOf(address: string): Values {
    return this.expressions.get(withoutIndex(address)) ?? {};
  }

  /** What runs on this machine or on the resource's own when it is created, in the order of the code. */
  provisionersOf(address: string): readonly Provisioner[] {
    return this.provisioners.get(withoutIndex(address)) ?? [];
  }

  /** Addresses of the resources that refer to this one, sorted. */
  dependentsOf(address: string): readonly string[] {
    return [...(this.referrers.get(withoutIndex(address)) ?? [])].sort();
  }

  /** Addresses of the resources that one expression of a resource refers to. */
  referencesOf(address: string, expression: unknown): readonly string[] {
    return this.referencesIn(expression, moduleOf(address));
  }

  private collect(module: ConfiguredModule, prefix: string): void {
    for (const { address, expressions = {}, provisioners = [] } of module.resources ?? []) {
      this.expressions.set(`${prefix}${address}`, expressions);
      this.provisioners.set(`${prefix}${address}`, provisioners);
    }
    for (const [name, call] of Object.entries(module.module_calls ?? {})) {
      if (call.module) this.collect(call.module, `${prefix}module.${name}.`);
    }
  }

  private referencesIn(expression: unknown, prefix: string): string[] {
    if (isList(expression)) return expression.flatMap((element) => this.referencesIn(element, prefix));
    if (!isValues(expression)) return [];
    const { references, ...below } = expression;
    const named = textsOf(references).flatMap((reference) => {
      const address = `${prefix}${reference.replace(/\[.*$/, "").split(".").slice(0, addressLength(reference)).join(".")}`;
      return this.expressions.has(address) ? [address] : [];
    });
    return [...new Set([...named, ...Object.values(below).flatMap((element) => this.referencesIn(element, prefix))])];
  }
}

function addressLength(reference: string): number {
  return reference.startsWith("data.") ? 3 : 2;
}

/** `module.a.module.b.` of a resource in a module, "" of one in the root. */
function moduleOf(address: string): string {
  return /^(?:module\.[^.]+\.)*/.exec(address)?.[0] ?? "";
}

function withoutIndex(address: string): string {
  return address.replace(/\[[^\]]*\]/g, "");
}
