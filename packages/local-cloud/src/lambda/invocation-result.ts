/** A function ran and returned, or ran and failed. A call that could not start the function throws instead. */
export type InvocationResult =
  | { readonly kind: "success"; readonly payload: unknown }
  | { readonly kind: "function-error"; readonly errorType: string; readonly errorMessage: string };
