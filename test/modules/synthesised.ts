import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Testing, TerraformStack, type App } from "cdktf";
import { z } from "zod";

/** One resource as Terraform reads it. */
export interface Resource {
  /** For example `aws_kinesis_stream`. */
  readonly type: string;
  /** Logical id: together with the type it is the resource's address in the state. */
  readonly id: string;
  /** The arguments, in Terraform's spelling; a list block is an array. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** One synthesised stack. */
export interface Synthesised {
  /** The whole of `cdk.tf.json`, as text. */
  readonly text: string;
  readonly terraform: Readonly<Record<string, unknown>>;
  /** Configuration of the one AWS provider. */
  readonly provider: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];
  /** Resources of a type, in order of their ids. */
  ofType(type: string): readonly Resource[];
  /** The only resource of a type. @throws Error when there is none, or more than one */
  only(type: string): Resource;
  /** Arguments of the only resource of a type. */
  config(type: string): Readonly<Record<string, unknown>>;
  /** The text by which other resources name an attribute of the only resource of a type. */
  reference(type: string, attribute: string): string;
}

/** The text by which other resources name an attribute of this one. */
export function reference({ type, id }: Resource, attribute: string): string {
  return `\${${type}.${id}.${attribute}}`;
}

const object = z.record(z.string(), z.unknown());
const stackSchema = z.object({
  terraform: object.default({}),
  provider: z.object({ aws: z.array(object) }).optional(),
  output: object.default({}),
  resource: z.record(z.string(), z.record(z.string(), object)).default({}),
});

/**
 * Builds a stack, checks it as `cdktf synth` would, and reads back what Terraform gets. What the synthesis writes beside
 * the JSON (deployment packages) is deleted.
 *
 * @param build adds to an empty app and returns the stack
 * @throws Error as synthesis does
 */
export function synthesiseApp(build: (app: App) => TerraformStack): Synthesised {
  const outdir = mkdtempSync(path.join(tmpdir(), "event-lake-synth-"));
  try {
    const app = Testing.app({ outdir });
    return parse(Testing.synth(build(app), true));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The same for constructs: `build` adds them to a bare stack, whose id does not show in their logical ids. */
export function synthesise(build: (stack: TerraformStack) => void): Synthesised {
  return synthesiseApp((app) => {
    const stack = new TerraformStack(app, "stack");
    new AwsProvider(stack, "aws", { region: "eu-central-1" });
    build(stack);
    return stack;
  });
}

function parse(text: string): Synthesised {
  const stack = stackSchema.parse(JSON.parse(text));
  const resources = Object.entries(stack.resource).flatMap(([type, byId]) =>
    Object.entries(byId)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([id, config]) => ({ type, id, config })),
  );
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const only = (type: string) => {
    const [resource, ...others] = ofType(type);
    if (resource === undefined || others.length > 0) {
      throw new Error(`The stack has ${others.length + (resource ? 1 : 0)} resources of type ${type}; expected one.`);
    }
    return resource;
  };
  return {
    text,
    terraform: stack.terraform,
    provider: stack.provider?.aws[0] ?? {},
    outputs: stack.output,
    resources,
    ofType,
    only,
    config: (type) => only(type).config,
    reference: (type, attribute) => reference(only(type), attribute),
  };
}
