import * as z from 'zod';

/**
 * MAIL FROM of mail that names none of its own: one address for all, or one for each delivery (VERP), which tells from a bounce alone
 * which delivery it is of.
 */
export const returnPathSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), address: z.string() }),
  z.strictObject({ kind: z.literal('verp'), domain: z.string(), secretArn: z.string() }),
]);
export type ReturnPath = z.infer<typeof returnPathSchema>;

/** Gives the return path of a delivery; null where that is the author's address. What it takes to make them is fetched before. */
export type ReturnPaths = () => Promise<(deliveryId: string, recipient: string) => string | null>;
