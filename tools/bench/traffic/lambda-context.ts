import type { Context } from "aws-lambda";

/** The context of an invocation that has two minutes, without the callbacks that Node 10 had. */
export function lambdaContext(): Context {
  const endsAt = Date.now() + 120_000;
  return {
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    callbackWaitsForEmptyEventLoop: true,
    functionName: "deduplicate",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:111111111111:function:deduplicate",
    logGroupName: "/aws/lambda/deduplicate",
    logStreamName: "bench",
    memoryLimitInMB: "1024",
    getRemainingTimeInMillis: () => endsAt - Date.now(),
  } as Context;
}
