import * as z from 'zod';
import type { ShippedTemplate } from '../shipped-template.ts';

const optionsSchema = z.object({
  id: z.string().optional(),
  label: z.string().optional(),
  color: z.string().optional(),
  stat: z.string().default('Average'),
  period: z.number().default(300),
  visible: z.boolean().default(true),
  yAxis: z.enum(['left', 'right']).default('left'),
  expression: z.string().optional(),
});

const placed = { x: z.number(), y: z.number(), width: z.number(), height: z.number() };

const widgetSchema = z.discriminatedUnion('type', [
  z.object({ ...placed, type: z.literal('text'), properties: z.object({ markdown: z.string() }) }),
  z.object({
    ...placed,
    type: z.literal('alarm'),
    properties: z.object({ title: z.string(), alarms: z.array(z.string()) }),
  }),
  z.object({ ...placed, type: z.literal('log'), properties: z.object({ title: z.string(), query: z.string() }) }),
  z.object({
    ...placed,
    type: z.literal('metric'),
    properties: z.object({
      title: z.string(),
      stacked: z.boolean().default(false),
      metrics: z.array(z.array(z.unknown())),
      annotations: z
        .object({
          horizontal: z
            .array(
              z.object({
                value: z.number(),
                label: z.string(),
                color: z.string().optional(),
                visible: z.boolean().default(true),
              }),
            )
            .default([]),
        })
        .default({ horizontal: [] }),
    }),
  }),
]);

export type DashboardWidget = z.infer<typeof widgetSchema>;
export type MetricWidget = Extract<DashboardWidget, { type: 'metric' }>;

/** A line of a graph: a metric, or a formula over the others by their ids. */
export type GraphLine = z.infer<typeof optionsSchema> & {
  readonly metric: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
  } | null;
};

/** The dashboard of a template, as CloudWatch reads it. Resources stand in it by their logical ids, `<SubmitQueue…>`. */
export function readDashboard({ Resources }: ShippedTemplate): DashboardWidget[] {
  const dashboard = Object.values(Resources).find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const body = bodySchema.parse(dashboard?.Properties['DashboardBody']);
  const text = body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : `<${nameOf(part)}>`)).join('');
  return z.object({ widgets: z.array(widgetSchema) }).parse(JSON.parse(text)).widgets;
}

const referenceSchema = z.union([
  z.object({ Ref: z.string() }),
  // Of another stack.
  z.object({ 'Fn::ImportValue': z.string() }),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
]);
const bodySchema = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), referenceSchema]))]) });

function nameOf(reference: z.infer<typeof referenceSchema>): string {
  if ('Ref' in reference) return reference.Ref;
  if ('Fn::GetAtt' in reference) return reference['Fn::GetAtt'][0];
  // CDK names an export by the logical id, and a hash.
  return reference['Fn::ImportValue'].replace(/^.*:ExportsOutputRef(\w+)[0-9A-F]{8}$/, '$1');
}

/** CloudWatch writes a metric as `[namespace, name, dimension, value, …, {options}]`, and a formula as its options alone. */
export function linesOf({ properties }: MetricWidget): GraphLine[] {
  return properties.metrics.map((line) => {
    const last = line.at(-1);
    const options = optionsSchema.parse(typeof last === 'object' ? last : {});
    const [namespace, name, ...dimensions] = line.filter((part) => typeof part === 'string');
    if (namespace === undefined || name === undefined) return { ...options, metric: null };
    const pairs = dimensions.flatMap((key, at) => (at % 2 === 0 ? [[key, dimensions[at + 1] ?? '']] : []));
    return { ...options, metric: { namespace, name, dimensions: Object.fromEntries(pairs) } };
  });
}
