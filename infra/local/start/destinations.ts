import type { Routes } from '#shared/routing/egress.ts';
import type { Receivers } from '../receivers/receivers.ts';
import type { ReceiverSpec } from '../receivers/receiver-spec.ts';

/** Where each domain's mail goes in this run, by the names that progress and report use. */
export interface Destinations {
  /** For the pipeline: the user's routes first, then the receivers of this run; nothing goes to the internet by itself. */
  readonly routes: Routes;
  /** A local receiver's name, or the domain that the user routed. */
  nameOf(domain: string): string;
  /** Whether a receiver of this run takes it, whose file then shows the copies. */
  isLocal(name: string): boolean;
}

/** Each receiver takes the mail of the domain that it is named after; the last one that of all domains that have none. */
export function createDestinations(
  own: Routes,
  specs: readonly Pick<ReceiverSpec, 'name'>[],
  receivers: Pick<Receivers, 'target'>,
): Destinations {
  const names = specs.map(({ name }) => name);
  const anyOther = names.at(-1) ?? '';
  const local = names.map((name) => [name === anyOther ? '*' : name, receivers.target(name)] as const);
  return {
    routes: { ...Object.fromEntries(local), ...own },
    nameOf(domain) {
      if (Object.hasOwn(own, domain) || names.includes(domain)) return domain;
      return Object.hasOwn(own, '*') ? '*' : anyOther;
    },
    isLocal: (name) => !Object.hasOwn(own, name),
  };
}
