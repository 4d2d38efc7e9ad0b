import { createHash } from 'node:crypto';

/** Subnets of 64 addresses, from 10.0.0.0 to 10.0.239.255; those above are the NAT gateways'. */
const slots = 960;

/**
 * The place of an egress's subnet in the network. It follows from the name alone, so that adding or removing another egress
 * moves none: a subnet that moves is replaced, and its new range would overlap with an old one.
 */
export function subnetSlot(egressName: string): number {
  return createHash('sha256').update(egressName).digest().readUInt32BE() % slots;
}

/** Lambda needs one address a network interface, which some 65,000 connections share; AWS keeps five of the 64. */
export function egressCidr(egressName: string): string {
  const slot = subnetSlot(egressName);
  return `10.0.${Math.floor(slot / 4)}.${(slot % 4) * 64}/26`;
}

/** Where the NAT gateways and interface endpoints of a zone (1, 2 or 3) stand. */
export function zoneCidr(zone: number): string {
  return `10.0.${240 + zone}.0/26`;
}
