import * as z from 'zod';

const startDateSchema = z.iso.date('write the first day as "2026-12-01"');

const timeZoneSchema = z
  .string('use a name of the IANA database, such as "Europe/Berlin" or "UTC"')
  .refine(isTimeZone, 'no such time zone; use a name of the IANA database, such as "Europe/Berlin" or "UTC"');

const messagesSchema = z.int('use a whole number of messages').positive('use 1 message a day or more');

/** The caps one by one, or as growth; which of the two is checked by `checkCaps`. */
const capsShape = {
  /** Messages on the first day, the second, …; after the last of them there is no cap. */
  dailyCaps: z
    .array(messagesSchema)
    .min(1, 'state the messages of one day at least, such as [50, 100, 200]')
    .optional(),
  /** Messages on the first day. */
  firstDay: messagesSchema.optional(),
  /** Each day has so many times the messages of the day before. */
  growth: z.number().gt(1, 'use more than 1, such as 1.2 for a fifth more each day').optional(),
  /** The warm-up ends with the day whose cap would reach this. */
  until: messagesSchema.optional(),
};

const siteWarmUpSchema = z
  .strictObject({ ...capsShape, startDate: startDateSchema.optional(), timeZone: timeZoneSchema.optional() })
  .superRefine(checkCaps);

const siteNameSchema = z.string().refine((site) => site !== '' && site === site.toLowerCase(), {
  error: ({ input }) => `sites are lower case: write "${String(input).toLowerCase()}"`,
});

/**
 * What an egress may send a day while receivers do not know its address yet: in total, and at `sites` (provider or domain, as
 * in `limits`), whose first day and time zone are the egress's where they state none.
 */
export const warmUpSchema = z
  .strictObject({
    ...capsShape,
    /** Before this day the first day's cap holds. */
    startDate: startDateSchema,
    /** Whose midnight divides the days. */
    timeZone: timeZoneSchema,
    sites: z.record(siteNameSchema, siteWarmUpSchema).optional(),
  })
  .superRefine((warmUp, context) => {
    // Caps for some sites only are a warm-up too.
    if (statesNoCaps(warmUp) && Object.keys(warmUp.sites ?? {}).length > 0) return;
    checkCaps(warmUp, context);
  });

export type WarmUpConfig = z.infer<typeof warmUpSchema>;
export type CapsConfig = z.infer<z.ZodObject<typeof capsShape>>;

const growthFields = ['firstDay', 'growth', 'until'] as const;

export function statesNoCaps(caps: CapsConfig): boolean {
  return caps.dailyCaps === undefined && growthFields.every((field) => caps[field] === undefined);
}

function checkCaps(caps: CapsConfig, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (statesNoCaps(caps)) return fault('dailyCaps', 'state the messages of each day, or firstDay, growth and until');
  for (const field of growthFields) {
    if (caps.dailyCaps !== undefined && caps[field] !== undefined) {
      fault(field, 'dailyCaps are stated too; use them, or firstDay, growth and until');
    }
    if (caps.dailyCaps === undefined && caps[field] === undefined) {
      fault(field, 'is missing; growth needs firstDay, growth and until');
    }
  }
  if (caps.firstDay !== undefined && caps.until !== undefined && caps.until <= caps.firstDay) {
    fault('until', `use more than firstDay, which is ${caps.firstDay}`);
  }
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
