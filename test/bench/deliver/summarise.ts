import type { DeliverData, DeliverRow } from '#infra/docs/deliver-data.ts';
import { atMost, judge } from '../experiments/judge.ts';
import { type ConnectionCount, connectionCounts, type Sample, type Samples } from './measure-variants.ts';
import { type VariantName, variantNames } from './variant.ts';

/** The use case may cost so much more CPU than nodemailer composing, signing and sending. */
const mostCpuRatio = 1.15;
/** Time to classify one reply, µs. */
const mostClassifyUs = 50;

/** Medians over the rounds; ratios are taken within each round first. */
export function summarise({ timed, profiled }: Samples, classifyUs: number): DeliverData {
  const rows = connectionCounts.flatMap((connections) =>
    variantNames.map((variant): DeliverRow => {
      const samples = timed.filter((sample) => sample.variant === variant && sample.connections === connections);
      return {
        variant,
        connections,
        messagesPerSecond: digits(median(samples.map(({ messages, wallMs }) => (1000 * messages) / wallMs))),
        cpuMs: digits(median(samples.map(cpuPerMessage))),
        ratio: digits(median(samples.map((sample) => cpuPerMessage(sample) / nodemailerBeside(sample, timed)))),
      };
    }),
  );
  const ratioOf = (connections: ConnectionCount) =>
    rows.find((row) => row.variant === 'use case' && row.connections === connections)?.ratio ?? Infinity;
  return {
    rounds: Math.max(...timed.map(({ round }) => round)),
    messages: timed[0]?.messages ?? 0,
    rows,
    calls: perMessage(
      'use case on AWS',
      timed.filter(({ connections }) => connections === 10),
      ({ calls }) => calls,
    ),
    owners: variantNames.map((variant) => ({
      variant,
      ms: scaledTo(
        rows.find((row) => row.variant === variant && row.connections === 10)?.cpuMs ?? 0,
        perMessage(variant, profiled, ({ owners }) => owners),
      ),
    })),
    classifyUs: digits(classifyUs),
    targets: [
      ...connectionCounts.map((connections) =>
        judge(
          atMost(`CPU, use case ÷ nodemailer, ${connections} connection${connections > 1 ? 's' : ''}`, mostCpuRatio),
          ratioOf(connections),
        ),
      ),
      judge(atMost('µs to classify a reply', mostClassifyUs), classifyUs),
    ],
  };
}

const cpuPerMessage = ({ cpuMs, messages }: Sample) => cpuMs / messages;

function nodemailerBeside({ connections, round }: Sample, timed: readonly Sample[]): number {
  const beside = timed.find(
    (sample) => sample.variant === 'nodemailer' && sample.connections === connections && sample.round === round,
  );
  return beside ? cpuPerMessage(beside) : Number.NaN;
}

function perMessage(
  variant: VariantName,
  samples: readonly Sample[],
  countsOf: (sample: Sample) => Readonly<Record<string, number>>,
): Record<string, number> {
  const own = samples.filter((sample) => sample.variant === variant);
  const messages = own.reduce((sum, sample) => sum + sample.messages, 0);
  const sums: Record<string, number> = {};
  for (const [name, count] of own.flatMap((sample) => Object.entries(countsOf(sample)))) {
    sums[name] = (sums[name] ?? 0) + count;
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, digits(sum / messages)]));
}

/** The profiler counts the time that other processes took, too: what it tells is the shares. */
function scaledTo(cpuMs: number, ms: Readonly<Record<string, number>>): Record<string, number> {
  const sum = Object.values(ms).reduce((total, one) => total + one, 0);
  return Object.fromEntries(Object.entries(ms).map(([owner, one]) => [owner, digits((cpuMs * one) / sum)]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

const digits = (figure: number) => Number(figure.toPrecision(4));
