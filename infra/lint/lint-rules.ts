import { firstMatch } from '#shared/smtp/classify.ts';
import { parseReply } from '#shared/smtp/reply.ts';
import { matches, type Rule, type Sample, type Subject, subjectOf } from '#shared/smtp/rule.ts';
import type { Fault } from './fault.ts';
import { lintOrigin } from './lint-origin.ts';

/** The faults of rules that are asked in this order. `owner`: whose they are. `taken`: names that are in use elsewhere. */
export function lintRules(owner: string, rules: readonly Rule[], taken: readonly string[] = []): Fault[] {
  const names = [...taken];
  return rules.flatMap((rule) => {
    const at = `${owner}, rule ${rule.name}`;
    const isDouble = names.includes(rule.name);
    names.push(rule.name);
    return [
      ...(isDouble ? [{ at, fault: 'another rule has this name', fix: 'give it a name of its own' }] : []),
      ...lintOrigin(at, rule),
      ...lintPatterns(at, rule),
      ...lintMatches(at, rule, rules),
      ...lintCounterSamples(at, rule),
    ];
  });
}

function lintPatterns(at: string, { text, unless }: Rule): Fault[] {
  return [text, unless].flatMap((pattern) => {
    const source = pattern?.source.replace(/\\./g, '') ?? '';
    const never = /[A-Z\u00c0-\u00ff]/.exec(source)?.[0];
    return [
      ...(never === undefined
        ? []
        : [
            {
              at,
              fault: `"${never}" never matches`,
              fix: 'write patterns in lower case, Latin letters without accents',
            },
          ]),
      ...(/(?<!\[[^\]]{0,40})\.(?:[*+]|\{\d+,\})/.test(source)
        ? [{ at, fault: 'a repetition has no bound', fix: 'write .{0,40}: a hostile reply must not take long' }]
        : []),
    ];
  });
}

function lintMatches(at: string, rule: Rule, rules: readonly Rule[]): Fault[] {
  const { matches: samples } = rule.samples;
  if (samples.length === 0) return [{ at, fault: 'it has no reply that it matches', fix: 'add one from its source' }];
  const found = samples.map((sample) => ({ sample, subject: subjectOfSample(sample) }));
  const reached = found.filter(({ subject }) => subject !== null && firstMatch(rules, subject) === rule);
  const wrong = found.flatMap(({ sample, subject }): Fault[] => {
    const which = `"${sample[0]}" at ${sample[1]}`;
    if (subject === null) return [{ at, fault: `${which} is no reply`, fix: 'begin it with its code' }];
    if (!matches(rule, subject))
      return [{ at, fault: `it does not match its ${which}`, fix: 'correct one of the two' }];
    const first = firstMatch(rules, subject);
    if (first === rule || first === undefined) return [];
    return [
      { at, fault: `${first.name} matches its ${which} first`, fix: `narrow ${first.name}, or move this rule up` },
    ];
  });
  if (reached.length > 0) return wrong;
  return [{ at, fault: 'it is dead: none of its samples reaches it', fix: 'correct it or take it out' }, ...wrong];
}

function lintCounterSamples(at: string, rule: Rule): Fault[] {
  const { not } = rule.samples;
  if (not.length === 0) return [{ at, fault: 'it has no reply that it must not match', fix: 'add one that is near' }];
  return not.flatMap((sample): Fault[] => {
    const subject = subjectOfSample(sample);
    if (subject === null) return [{ at, fault: `"${sample[0]}" is no reply`, fix: 'begin it with its code' }];
    if (!matches(rule, subject)) return [];
    return [{ at, fault: `it matches "${sample[0]}", which it must not`, fix: 'narrow it' }];
  });
}

function subjectOfSample([raw, command]: Sample): Subject | null {
  const reply = parseReply(raw, command);
  return reply && subjectOf(reply);
}
