import { z } from "zod";
import { type Values, isValues, textsOf, valueAt, without } from "./values";

const resourcesSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

/** What CDKTF writes into `cdk.tf.json`; Terraform's own JSON syntax, so that hand-written files can be read too. */
const stackSchema = z.object({
  resource: resourcesSchema.optional(),
  output: z.record(z.string(), z.unknown()).optional(),
});

/** One synthesised stack: knows what a plan leaves out, the construct's path and `prevent_destroy`. */
export class SynthesisedStack {
  private readonly resources = new Map<string, Values>();
  readonly outputs: ReadonlySet<string>;

  /**
   * @param json the parsed `cdk.tf.json`
   * @throws Error when it has another shape
   */
  constructor(json: unknown) {
    const result = stackSchema.safeParse(json);
    if (!result.success) {
      throw new Error(
        `This is not a synthesised stack: ${z.prettifyError(result.error)}\nGive the cdk.tf.json that synth wrote for the stack.`,
      );
    }
    for (const [type, named] of Object.entries(result.data.resource ?? {})) {
      for (const [name, values] of Object.entries(named)) this.resources.set(`${type}.${name}`, values);
    }
    this.outputs = new Set(Object.keys(result.data.output ?? {}));
  }

  /** Addresses of all managed resources, in the order of the file. */
  get addresses(): readonly string[] {
    return [...this.resources.keys()];
  }

  has(address: string): boolean {
    return this.resources.has(address);
  }

  /** Arguments as the code says them, references as `${...}`; without CDKTF's own notes. */
  argumentsOf(address: string): Values {
    return without(this.resources.get(address) ?? {}, "//");
  }

  /** Path of the construct: `event-lake-dev/events/stream`. */
  constructPath(address: string): string | undefined {
    const path = valueAt(this.resources.get(address), ["//", "metadata", "path"]);
    return typeof path === "string" ? path : undefined;
  }

  preventsDestroy(address: string): boolean {
    const { lifecycle } = this.argumentsOf(address);
    return isValues(lifecycle) && lifecycle["prevent_destroy"] === true;
  }

  /** Whether `lifecycle.ignore_changes` keeps Terraform from seeing changes of an attribute, named without indexes. */
  ignoresChange(address: string, attribute: string): boolean {
    const ignored = valueAt(this.argumentsOf(address), "lifecycle.ignore_changes");
    if (ignored === "all") return true;
    return textsOf(ignored).some((entry) => {
      const path = entry.replace(/\[\d+\]/g, "");
      return path === "all" || attribute === path || attribute.startsWith(`${path}.`) || path.startsWith(attribute);
    });
  }
}
