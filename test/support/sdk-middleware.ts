interface Command {
  readonly name: string;
  readonly input: object;
}

/** As much of an SDK client's middleware stack as tests use. */
interface Fitted {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; name: string; override: boolean }): void;
    remove(name: string): boolean;
  };
}

type Handler = (args: { input: object }) => Promise<{ output: object; response: unknown }>;
type Middleware = (next: Handler, context: { commandName?: string }) => Handler;

/**
 * Stands in the way of every command of a client, before the SDK serialises it: `pass` sends it, also with another input. Undone at
 * the end of the scope with `using`.
 */
export function intercept(
  client: Fitted,
  through: (command: Command, pass: (input?: object) => Promise<object>) => Promise<object>,
): Disposable {
  const name = 'test-intercept';
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const pass = async (input = args.input) => (await next({ ...args, input })).output;
        return {
          output: await through({ name: commandName.replace(/Command$/, ''), input: args.input }, pass),
          response: {},
        };
      },
    { step: 'initialize', name, override: true },
  );
  return { [Symbol.dispose]: () => void client.middlewareStack.remove(name) };
}

interface BatchInput {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

/** Fails those entries of SendMessageBatch whose body `isHit`, the way SQS does: the call succeeds, and names them. */
export function failEntries(sqs: Fitted, isHit: (body: string) => boolean, { senderFault = false } = {}): Disposable {
  return intercept(sqs, async ({ name, input }, pass) => {
    if (name !== 'SendMessageBatch') return pass();
    const { Entries } = input as BatchInput;
    const hit = Entries.filter(({ MessageBody }) => isHit(MessageBody));
    const rest = Entries.filter((entry) => !hit.includes(entry));
    const sent: { Failed?: object[] } = rest.length > 0 ? await pass({ ...input, Entries: rest }) : {};
    const failed = hit.map(({ Id }) => ({ Id, SenderFault: senderFault, Code: 'InternalError', Message: 'injected' }));
    return { ...sent, Failed: [...(sent.Failed ?? []), ...failed] };
  });
}
