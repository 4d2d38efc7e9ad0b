import type { CounterName } from './meter.ts';

/**
 * Where each counter is shown. All are by lane; those about which "at which receiver?" is asked, by site too. Each place costs
 * a CloudWatch metric, and there are many sites: the two are separate dimensions, so that lanes do not multiply them.
 */
export const metricPlaces: Readonly<Record<CounterName, 'lane' | 'lane and site'>> = {
  Accepted: 'lane',
  Refused: 'lane',
  Suppressed: 'lane',
  Delivered: 'lane and site',
  Deferred: 'lane and site',
  Paced: 'lane and site',
  Unsendable: 'lane',
  Bounced: 'lane and site',
  Expired: 'lane',
  Cancelled: 'lane',
  InDoubt: 'lane',
  Doubted: 'lane',
  Returned: 'lane',
  SenderFaults: 'lane',
  Complained: 'lane',
  SiteSuspended: 'lane and site',
  SiteBlocked: 'lane and site',
  EgressStopped: 'lane',
  FromDomainHeld: 'lane',
  Grants: 'lane',
  GrantsRefused: 'lane',
};
