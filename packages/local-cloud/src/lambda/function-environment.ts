import type { DeployedFunction } from "./deployed-function";

/**
 * The whole environment of a function's process. Nothing is inherited from the developer's shell except PATH. Variables that
 * Lambda reserves win over everything; the runner's own (endpoint, dummy keys) win over the function's, so that no deployed
 * setting can lead a call to a real account.
 *
 * @param runnerEnvironment what the local cloud adds to every function.
 * @param taskRoot folder with the function's code.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(
  deployed: DeployedFunction,
  runnerEnvironment: Readonly<Record<string, string>>,
  taskRoot: string,
): Record<string, string> {
  const region = runnerEnvironment["AWS_REGION"] ?? deployed.functionArn.split(":")[3] ?? "us-east-1";
  return {
    AWS_EC2_METADATA_DISABLED: "true",
    // An SDK without HOME still finds ~/.aws through the user database.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    ...deployed.environment,
    ...runnerEnvironment,
    PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    LANG: "en_US.UTF-8",
    TZ: "UTC",
    _HANDLER: deployed.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: __dirname,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${deployed.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local-cloud/[$LATEST]",
  };
}
