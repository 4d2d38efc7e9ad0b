import * as z from 'zod';

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
  }),
]);
export type Egress = z.infer<typeof egressSchema>;

/**
 * A transport map: mail for a domain goes to this host instead of its MX hosts. A host named here may be a loopback or
 * private address; any other way such hosts are refused. `*` stands for every domain that has no route of its own.
 */
export const routesSchema = z.record(z.string(), z.strictObject({ host: z.string(), port: z.int().min(1).max(65535) }));
export type Routes = z.infer<typeof routesSchema>;
