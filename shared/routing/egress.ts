import * as z from 'zod';
import { rateSchema } from '../bucket/limits.ts';
import { warmUpSchema } from '../bucket/warm-up-config.ts';

/** What a user may state of an egress of either kind. */
export const egressCapsShape = {
  /** Of the egress in total, over all sites: connections open at once, and a rate such as "14/s". */
  limits: z
    .strictObject({ connections: z.int().positive('use 1 connection or more').optional(), rate: rateSchema.optional() })
    .optional(),
  warmUp: warmUpSchema.optional(),
};

/**
 * One source of mail: `mx` goes direct to the receivers' hosts on port 25 from one address; `relay` hands everything to a
 * smart host, and connections and learning belong to that host.
 */
export const egressSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mx'),
    name: z.string(),
    /** What EHLO says; its PTR and A records should agree. */
    ehloName: z.string(),
    ...egressCapsShape,
  }),
  z.strictObject({
    kind: z.literal('relay'),
    name: z.string(),
    ehloName: z.string(),
    host: z.string(),
    port: z.int().min(1).max(65535),
    /** 465 is implicit TLS, 587 STARTTLS. */
    tls: z.enum(['implicit', 'starttls']),
    /** Secrets Manager: a JSON secret with `username` and `password`. */
    secretArn: z.string().optional(),
    ...egressCapsShape,
  }),
]);
export type Egress = z.infer<typeof egressSchema>;

/**
 * A transport map: mail for a domain goes to this host instead of its MX hosts. A host named here may be a loopback or
 * private address; any other way such hosts are refused. `*` stands for every domain that has no route of its own.
 */
export const routesSchema = z.record(z.string(), z.strictObject({ host: z.string(), port: z.int().min(1).max(65535) }));
export type Routes = z.infer<typeof routesSchema>;
