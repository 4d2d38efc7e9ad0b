import { egressCapsShape } from '#shared/routing/egress.ts';
import * as z from 'zod';
import { nameSchema } from './name-schema.ts';
import { secretNameSchema } from './secret-name-schema.ts';

const hostSchema = (example: string) =>
  z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, `give a full host name, such as "${example}"`);

const relaySchema = z.strictObject({
  kind: z.literal('relay'),
  name: nameSchema,
  host: hostSchema('email-smtp.eu-central-1.amazonaws.com'),
  port: z.int().min(1).max(65535).default(465),
  /** By default: implicit TLS on ports 465 and 2465, STARTTLS on all others. */
  tls: z.enum(['implicit', 'starttls']).optional(),
  /** Secrets Manager: a JSON secret with `username` and `password`. Left out for a relay that asks for none. */
  secretName: secretNameSchema('sluice/smtp').optional(),
  ehloName: z.string().default('localhost.localdomain'),
  ...egressCapsShape,
});

/** An address that the account has already: one that was warmed up elsewhere, or kept when its egress was taken out. */
const elasticIpSchema = z.strictObject({
  allocationId: z
    .string()
    .regex(/^eipalloc-[0-9a-f]{8,17}$/, 'write "eipalloc-…", as `aws ec2 describe-addresses` shows it'),
  /** What the DNS records to publish are made of: CloudFormation cannot look it up. */
  address: z.ipv4('give the address itself, such as "203.0.113.7"'),
});

const mxSchema = z.strictObject({
  kind: z.literal('mx'),
  name: nameSchema,
  /** What EHLO says: a name of its own, whose A record is the egress's address and to which that address's PTR leads back. */
  ehloName: hostSchema('mta1.example.com'),
  /**
   * Which of the region's availability zones, in alphabetical order, its subnet and NAT gateway are in. Give the egresses of a
   * pool different ones. It is for life: a zone cannot be changed while the address is in use there.
   */
  zone: z.int('use 1, 2 or 3').min(1, 'use 1, 2 or 3').max(3, 'use 1, 2 or 3').default(1),
  /** By default a new one, which stays when the egress or the stack goes. */
  elasticIp: elasticIpSchema.optional(),
  ...egressCapsShape,
});

/** An egress as a user states it. */
export const egressConfigSchema = z.discriminatedUnion('kind', [relaySchema, mxSchema], {
  error: (issue) => (issue.code === 'invalid_union' ? 'use kind "relay" (a smart host) or "mx" (direct)' : undefined),
});
export type EgressConfig = z.infer<typeof egressConfigSchema>;
export type MxEgressConfig = z.infer<typeof mxSchema>;
