import type { Amendment } from "../gateway/gateway";
import { jsonResponse } from "../gateway/service-message";

/** Invocations at a time that an account has, until AWS changes it. */
export const DEFAULT_CONCURRENCY = 1000;

const SETTINGS_PATH = /^\/2016-08-19\/account-settings\/?$/;

/**
 * What an account's functions may run at a time. Observed with moto 5.2.5: GetAccountSettings is not implemented.
 *
 * @param concurrency invocations at a time; none of them is reserved
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 */
export function accountSettings(concurrency: number): Amendment {
  return {
    answer: ({ method, path }) =>
      method === "GET" && SETTINGS_PATH.test(path)
        ? Promise.resolve(
            jsonResponse({
              AccountLimit: { ConcurrentExecutions: concurrency, UnreservedConcurrentExecutions: concurrency },
            }),
          )
        : undefined,
  };
}
