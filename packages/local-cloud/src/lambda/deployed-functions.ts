import { createHash } from "node:crypto";
import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";

/** A function as it was deployed: what the Lambda API stored, and the package it was created or updated with. */
export interface DeployedFunction {
  /** Name without qualifier. */
  readonly functionName: string;
  readonly functionArn: string;
  /** ARN of the execution role: its policies decide what the code may do. */
  readonly roleArn: string;
  /** `file.export`, for example `index.handler`; the file may lie in a folder (`src/index.handler`). */
  readonly handler: string;
  /** Lambda's identifier of the runtime. Only `nodejs<version>.x` can run, on the Node.js that runs the local cloud. */
  readonly runtime: string;
  /** Seconds after which an invocation is killed; 1 to 900 in AWS. */
  readonly timeoutSeconds: number;
  /** 128 to 10,240 in AWS. */
  readonly memoryMegabytes: number;
  /** The function's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** SHA-256 of the package as Lambda reports it (Base64). A new value means new code. */
  readonly codeSha256: string;
  /** The deployment package, a zip file. */
  readonly zip: Uint8Array;
}

/** Where the runner looks a function up, at every invocation: an update is seen by the next one. */
export interface FunctionSource {
  /** Resolves to undefined when no function of that name is deployed. */
  find(functionName: string): Promise<DeployedFunction | undefined>;
}

const CREATE_PATH = /^\/2015-03-31\/functions\/?$/;
const CODE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/code/;

/**
 * Keeps the deployment packages that pass through the gateway: moto stores them and never gives them back. Everything else
 * that is known of a function is read back from moto, as Terraform left it.
 */
export class DeployedFunctions implements Amendment, FunctionSource {
  private readonly packages = new Map<string, Buffer>();

  /** @param lambda client of the emulator */
  constructor(private readonly lambda: Pick<LambdaClient, "send">) {}

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.method === "POST" && CREATE_PATH.test(request.path)) {
      const { FunctionName: name, Code: code = {} } = jsonBody(request);
      return this.deploy(String(name), code as Record<string, unknown>, request, forward);
    }
    const code = CODE_PATH.exec(request.path);
    if (request.method === "PUT" && code?.[1] !== undefined) {
      return this.deploy(decodeURIComponent(code[1]), jsonBody(request), request, forward);
    }
    return undefined;
  }

  /** @returns ARN of the execution role; "" for a function that is not deployed */
  async roleOf(name: string): Promise<string> {
    try {
      return (
        (await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName(name) }))).Role ?? ""
      );
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return "";
      throw error;
    }
  }

  async find(name: string): Promise<DeployedFunction | undefined> {
    const functionKey = functionName(name);
    const zip = this.packages.get(functionKey);
    if (zip === undefined) return undefined;
    try {
      const configuration = await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionKey }));
      return {
        functionName: functionKey,
        functionArn: configuration.FunctionArn ?? "",
        roleArn: configuration.Role ?? "",
        handler: configuration.Handler ?? "",
        runtime: configuration.Runtime ?? "",
        timeoutSeconds: configuration.Timeout ?? 3,
        memoryMegabytes: configuration.MemorySize ?? 128,
        environment: configuration.Environment?.Variables ?? {},
        codeSha256: createHash("sha256").update(zip).digest("base64"),
        zip,
      };
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }

  /** Keeps the package once moto has taken the function. */
  private async deploy(
    nameOrArn: string,
    { ZipFile: zipFile }: Record<string, unknown>,
    request: ServiceRequest,
    forward: Forward,
  ): Promise<ServiceResponse> {
    const name = functionName(nameOrArn);
    if (typeof zipFile !== "string") {
      return errorResponse(
        "InvalidParameterValueException",
        `Function ${name} is deployed without ZipFile. The local cloud runs packages that come with the call: deploy the zip file itself, not one in S3 and no image.`,
      );
    }
    const response = await forward(request);
    if (response.status < 300) this.packages.set(name, Buffer.from(zipFile, "base64"));
    return response;
  }
}

/** Name of a function that may be given by its ARN. */
export function functionName(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? (nameOrArn.split(":")[6] ?? nameOrArn) : nameOrArn;
}
