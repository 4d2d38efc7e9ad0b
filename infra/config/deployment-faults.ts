import { limitSiteFault } from '#shared/routing/limit-site.ts';
import { subnetSlot } from '../constructs/network/subnet-slot.ts';
import type { PipelineConfig } from './schema.ts';

/** What a local run may do and a deployed pipeline may not, each with its field and what would be right. */
export function deploymentFaults(config: PipelineConfig): string[] {
  return [...routeFaults(config), ...networkFaults(config), ...siteFaults(config)];
}

function routeFaults({ routes }: PipelineConfig): string[] {
  return Object.keys(routes).length > 0 ? ['routes: only stage local takes routes; remove them'] : [];
}

function networkFaults({ egresses, network }: PipelineConfig): string[] {
  const direct = egresses.flatMap((egress, index) => (egress.kind === 'mx' ? [{ ...egress, index }] : []));
  const faults: string[] = [];
  for (const [n, { index, name, elasticIp, ehloName }] of direct.entries()) {
    const earlier = direct.slice(0, n);
    const sameAddress = earlier.find(
      (other) =>
        elasticIp !== undefined &&
        (other.elasticIp?.allocationId === elasticIp.allocationId || other.elasticIp?.address === elasticIp.address),
    );
    if (sameAddress) {
      faults.push(
        `egresses.${index}.elasticIp: "${sameAddress.name}" has this address; give each egress one of its own`,
      );
    }
    const sameHost = earlier.find((other) => other.ehloName.toLowerCase() === ehloName.toLowerCase());
    if (sameHost) {
      faults.push(`egresses.${index}.ehloName: "${sameHost.name}" has this name; each address needs a name of its own`);
    }
    const sameSlot = earlier.find((other) => subnetSlot(other.name) === subnetSlot(name));
    if (sameSlot) {
      faults.push(
        `egresses.${index}.name: its subnet, which follows from the name, is that of "${sameSlot.name}"; rename the one ` +
          'that is not deployed yet',
      );
    }
  }
  if (network.interfaceEndpoints && direct.length === 0) {
    faults.push('network.interfaceEndpoints: without an egress of kind "mx" there is no network; remove it');
  }
  return faults;
}

function siteFaults({ limits, egresses }: PipelineConfig): string[] {
  const check = (field: string, sites: object, ofEgresses: PipelineConfig['egresses']) =>
    Object.keys(sites).flatMap((site) => {
      const fault = limitSiteFault(site, ofEgresses);
      return fault === null ? [] : [`${field}.${site}: ${fault}`];
    });
  return [
    ...check('limits', limits, egresses),
    ...egresses.flatMap((egress, index) =>
      check(`egresses.${index}.warmUp.sites`, egress.warmUp?.sites ?? {}, [egress]),
    ),
  ];
}
