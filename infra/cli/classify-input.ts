import * as z from 'zod';
import { providerOfHost } from '#shared/providers/catalog.ts';
import type { Provider } from '#shared/providers/provider.ts';
import { classify } from '#shared/smtp/classify.ts';
import { genericRules } from '#shared/smtp/generic-rules.ts';
import { formatReply, parseReply, type Reply, type SmtpCommand } from '#shared/smtp/reply.ts';
import type { Rule } from '#shared/smtp/rule.ts';
import { delayOf, type Verdict } from '#shared/smtp/verdict.ts';

/** What a reply can answer. */
export const commands = ['connect', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'dot', 'rset', 'quit'] as const;

/** What was given cannot be classified: the field, and what would be right. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

const inputSchema = z.object({
  mx: z.string('give a host name, or null').nullish(),
  command: z.enum(commands, `give one of ${commands.join(', ')}`),
  code: z
    .union([z.int(), z.string().regex(/^\d{3}$/)], 'give three digits, such as 550')
    .transform(Number)
    .refine((code) => code >= 200 && code <= 599, 'give a code from 200 to 599')
    .nullish(),
  reply: z.string('give the text of the reply'),
});

export interface Input {
  readonly mx: string | null;
  readonly reply: Reply;
}

/** Reads one reply as a user gives it. Throws an `InputError`. */
export function parseInput(given: unknown): Input {
  const parsed = inputSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
    throw new InputError(faults.join('; '));
  }
  const { mx = null, command, code = null, reply: text } = parsed.data;
  const reply = parseReply(withCode(text, code), command);
  if (!reply) throw new InputError('reply: it does not begin with a code, and there is no "code"; give one of the two');
  return { mx: mx === '' ? null : mx, reply };
}

/** Each line with its code in front, where it has not. */
function withCode(text: string, code: number | null): string {
  if (code === null) return text;
  const hasCode = new RegExp(`^${code}(?:[ -]|$)`);
  return text
    .split(/\r?\n/)
    .map((line) => (hasCode.test(line) ? line : `${code} ${line}`))
    .join('\n');
}

export interface Classified extends Input {
  readonly provider: Provider | undefined;
  readonly verdict: Verdict;
  readonly rule: Rule | undefined;
  readonly command: SmtpCommand;
}

export function classifyInput(input: Input): Classified {
  const provider = input.mx === null ? undefined : providerOfHost(input.mx);
  const own = provider?.rules ?? [];
  const verdict = classify(input.reply, own);
  const rule = [...own, ...genericRules].find(({ name }) => name === verdict.rule);
  return { ...input, provider, verdict, rule, command: input.reply.command };
}

/** What a program reads: `action` by its name, `delaySeconds` 0 where the schedule or the bucket decides. */
export function verdictJson({ verdict }: Classified) {
  const { kind, outcome, scope, rule, action } = verdict;
  return { kind, outcome, scope, rule, action: action.name, delaySeconds: Math.round(delayOf(verdict) / 1000) };
}

export function formatVerdict(classified: Classified): string {
  const { reply, mx, provider, verdict, rule, command } = classified;
  const { kind, outcome, scope, action, delaySeconds } = verdictJson(classified);
  const said = verdict.retryAfterMs > 0 ? ` (the reply asks for ${verdict.retryAfterMs / 1000} s)` : '';
  return [
    formatReply(reply),
    `  ${outcome}, ${kind}, scope ${scope}`,
    `  action ${action}${delaySeconds > 0 ? ` for ${delaySeconds} s` : ''}${said}`,
    `  by rule ${verdict.rule} ${rule && provider?.rules.includes(rule) ? `of ${provider.name}` : '(generic)'}, answering ${command}${mx === null ? '' : ` at ${mx}`}`,
    ...(rule ? [`  source: ${rule.source}, ${rule.date}`] : []),
    ...(provider && ['blocked', 'reputation', 'authentication'].includes(kind)
      ? [`  postmaster: ${'url' in provider.postmaster ? provider.postmaster.url : provider.postmaster.address}`]
      : []),
  ].join('\n');
}
