import type { FunctionInvoker } from "./partition-lane";

/**
 * Lets so many invocations run at a time; the others wait, in the order in which they came. Every lane's function has a
 * processor of its own on AWS. Here they share this machine's: more at a time than it has only make each slower, until
 * the calls of all of them time out and are made again.
 *
 * @param limit 1 or more
 */
export function boundedInvoker(invoker: FunctionInvoker, limit: number): FunctionInvoker {
  let free = limit;
  const waiting: (() => void)[] = [];
  const turn = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const pass = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    invoke: async (functionName, event) => {
      await turn();
      try {
        return await invoker.invoke(functionName, event);
      } finally {
        pass();
      }
    },
  };
}
