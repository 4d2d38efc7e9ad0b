const label = /^[\x21-\x2d\x2f-\x7e]{1,63}$/;
const hostLabel = /^(?:[a-z0-9_]|[a-z0-9_][a-z0-9_-]{0,61}[a-z0-9_])$/i;
/** RFC 1035 §2.3.4: 255 octets on the wire, which is 253 as text. */
const maxLength = 253;

/** Whether a DNS packet can carry this name. */
export function isDnsName(name: string): boolean {
  return name.length <= maxLength && name.split('.').every((part) => label.test(part));
}

/** Whether this may name a host: no address in its place (RFC 5321 §5.1), which a last label of digits would be (RFC 3696 §2). */
export function isHostName(name: string): boolean {
  const labels = name.split('.');
  return isDnsName(name) && labels.every((part) => hostLabel.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '');
}
