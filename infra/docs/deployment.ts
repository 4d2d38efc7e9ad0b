import { buildApp } from '../build-app.ts';
import { config as shipped } from '../config.ts';
import { config as direct } from '../examples/direct.ts';
import { assumptions, type Deployment, type Mode } from './cost-model.ts';
import { alarmMetrics, customMetrics } from './monthly-cost.ts';
import type { ShippedTemplate } from './shipped-template.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const configs = { relay: shipped, mx: direct };

/** What a configuration deploys, counted in its templates: the shipped one, or the example of direct delivery. */
export function deploymentOf(mode: Mode): Deployment {
  const config = configs[mode];
  const assembly = buildApp({ stage: 'prod', bundle: false, config }).synth();
  const resources = assembly.stacks.flatMap(({ template }) =>
    Object.values((template as { readonly Resources: Readonly<Record<string, Resource>> }).Resources),
  );
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const count = (type: string) => ofType(type).length;
  const zonesOf = ({ Properties = {} }: Resource) =>
    Properties['VpcEndpointType'] === 'Interface' ? [Properties['SubnetIds']].flat().length : 0;
  const metrics = customMetrics(Object.keys(config.lanes).length, mode === 'mx' ? assumptions.mxSites : 1);
  const { egresses, dkim = [], returnPath } = config;
  const named = [...egresses, ...dkim, ...(returnPath ? [returnPath] : [])].flatMap((one) =>
    'secretName' in one && one.secretName !== undefined ? [one.secretName] : [],
  );
  return {
    mappings: count('AWS::Lambda::EventSourceMapping'),
    alarmMetrics: assembly.stacks.reduce((sum, { template }) => sum + alarmMetrics(template as ShippedTemplate), 0),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    secrets: new Set(named).size,
    metrics: metrics.byLane + metrics.bySite,
    nats: count('AWS::EC2::NatGateway'),
    endpoints: ofType('AWS::EC2::VPCEndpoint').reduce((sum, endpoint) => sum + zonesOf(endpoint), 0),
  };
}
