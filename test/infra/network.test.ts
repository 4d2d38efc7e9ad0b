import { describe, expect, test } from 'vitest';
import { config as direct } from '#infra/examples/direct.ts';
import { readResources } from './support/read-resources.ts';
import { synthesise, type Synthesised } from './support/synthesise.ts';

const template = synthesise({ stage: 'prod', config: direct });
const { functions, rolePolicies } = readResources(template);
const senderOf = (lane: string) => functions.find(({ id }) => id.startsWith(`Lane${lane}Deliver`));
const only = (of: Synthesised, type: string) => {
  const [first, ...others] = of.ofType(type);
  expect(others, type).toEqual([]);
  return first;
};
const natOf = (subnetId: string | undefined) => {
  const association = template
    .ofType('AWS::EC2::SubnetRouteTableAssociation')
    .find(({ properties }) => properties['SubnetId'] === subnetId);
  const routes = template
    .ofType('AWS::EC2::Route')
    .filter(({ properties }) => properties['RouteTableId'] === association?.properties['RouteTableId']);
  expect(routes.map(({ properties }) => properties['DestinationCidrBlock'])).toEqual(['0.0.0.0/0']);
  return template.ofType('AWS::EC2::NatGateway').find(({ id }) => `<${id}>` === routes[0]?.properties['NatGatewayId']);
};

describe('an egress of kind mx', () => {
  test('has one subnet, NAT gateway and address of its own, and its lanes’ senders are there', () => {
    const ways = ['Transactional', 'Bulk', 'Offers'].map((lane) => {
      const subnets = senderOf(lane)?.VpcConfig?.SubnetIds ?? [];
      expect(subnets, lane).toHaveLength(1);
      return natOf(subnets[0])?.properties['AllocationId'];
    });
    expect(ways).toEqual([
      '<EgressTransactionalAddress.AllocationId>',
      '<EgressBulkAAddress.AllocationId>',
      'eipalloc-0a1b2c3d4e5f60718',
    ]);
  });

  test('has its NAT gateway in its own zone, in a subnet that leads to the internet', () => {
    const subnet = (id: unknown) => template.ofType('AWS::EC2::Subnet').find((one) => `<${one.id}>` === id);
    for (const lane of ['Bulk', 'Offers']) {
      const own = senderOf(lane)?.VpcConfig?.SubnetIds[0];
      const zone = subnet(own)?.properties['AvailabilityZone'];
      expect(zone).toEqual({ 'Fn::Select': [lane === 'Offers' ? 1 : 0, { 'Fn::GetAZs': '' }] });
      expect(subnet(natOf(own)?.properties['SubnetId'])?.properties['AvailabilityZone']).toEqual(zone);
    }
  });

  test('gets a new address only under a new name: whatever else is changed, it keeps its own', () => {
    const changed = synthesise({
      stage: 'prod',
      config: {
        ...direct,
        egresses: direct.egresses
          .filter(({ name }) => name !== 'transactional')
          .map((egress) => (egress.kind === 'mx' ? { ...egress, ehloName: `new-${egress.ehloName}` } : egress)),
        lanes: { bulk: { ...direct.lanes['bulk'], batchSize: 10, egress: 'bulk-a' } },
        defaultLane: 'bulk',
      } as typeof direct,
    });
    expect(only(changed, 'AWS::EC2::EIP')?.id).toBe('EgressBulkAAddress');
    const own = (of: Synthesised) =>
      of.ofType('AWS::EC2::Subnet').find(({ id }) => id.startsWith('NetworkBulkASubnet'))?.properties['CidrBlock'];
    expect(own(changed)).toBe(own(template));
  });

  test('shares it among its lanes', () => {
    const shared = synthesise({
      stage: 'prod',
      config: {
        ...direct,
        egresses: direct.egresses.slice(0, 1),
        lanes: Object.fromEntries(
          Object.entries(direct.lanes).map(([name, lane]) => [name, { ...lane, egress: 'transactional' }]),
        ),
      },
    });
    const places = readResources(shared).functions.flatMap(({ VpcConfig }) => VpcConfig?.SubnetIds ?? []);
    expect(places).toHaveLength(3);
    expect(new Set(places).size).toBe(1);
    expect(shared.ofType('AWS::EC2::NatGateway')).toHaveLength(1);
  });
});

test('a function that opens no SMTP connection, or opens it to a relay, is outside of the network', () => {
  expect(functions.find(({ id }) => id.startsWith('Submit'))?.VpcConfig).toBeUndefined();
  const mixed = synthesise({
    stage: 'prod',
    config: {
      ...direct,
      egresses: [...direct.egresses, { kind: 'relay', name: 'smart', host: 'smtp.relay.test' }],
      lanes: Object.fromEntries(
        Object.entries(direct.lanes).map(([name, lane]) => [
          name,
          name === 'offers' ? { ...lane, egress: 'smart' } : lane,
        ]),
      ),
    },
  });
  const outside = readResources(mixed).functions.filter(({ VpcConfig }) => !VpcConfig);
  expect(outside.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
    'SubmitFunction',
    'LaneOffersDeliverFunction',
    'FeedbackFunction',
    'WatchFunction',
  ]);
});

test('senders may reach SMTP and HTTPS, and nobody may reach them', () => {
  expect(only(template, 'AWS::EC2::SecurityGroup')?.properties).toMatchObject({
    SecurityGroupEgress: [
      { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 25, ToPort: 25 },
      { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
    ],
  });
  expect(only(template, 'AWS::EC2::SecurityGroup')?.properties).not.toHaveProperty('SecurityGroupIngress');
  expect(only(template, 'AWS::EC2::VPC')?.properties).toMatchObject({
    EnableDnsSupport: true,
    EnableDnsHostnames: true,
  });
});

test('calls of DynamoDB and S3 do not pass the NAT gateways; those of SQS, SNS and Secrets Manager only if asked', () => {
  const endpoints = (of: Synthesised, type: 'Gateway' | 'Interface') =>
    of
      .ofType('AWS::EC2::VPCEndpoint')
      .filter(({ properties }) => properties['VpcEndpointType'] === type)
      .map(({ properties }) => String(properties['ServiceName']).split('.').at(-1));
  expect(endpoints(template, 'Gateway')).toEqual(['dynamodb', 's3']);
  expect(endpoints(template, 'Interface')).toEqual([]);
  for (const { properties } of template.ofType('AWS::EC2::VPCEndpoint')) {
    expect(properties['RouteTableIds']).toHaveLength(3);
  }
  const asked = synthesise({ stage: 'prod', config: { ...direct, network: { interfaceEndpoints: true } } });
  expect(endpoints(asked, 'Interface')).toEqual(['sqs', 'sns', 'secretsmanager']);
});

test('only Lambda itself may manage network interfaces: to the code of a sender it is denied', () => {
  const actions = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  for (const { target, statements } of rolePolicies) {
    const own = statements.filter(({ Action }) => Action.some((action) => action.startsWith('ec2:')));
    expect(own, target).toEqual(
      !target.startsWith('<Lane')
        ? []
        : [
            { Effect: 'Allow', Action: actions, Resource: ['*'] },
            {
              Effect: 'Deny',
              Action: actions,
              Resource: ['*'],
              Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
            },
          ],
    );
  }
});

test('the outputs are the records to publish, ready to paste', () => {
  const records = Object.entries(template.outputs).filter(([name]) => name.startsWith('Dns'));
  const [first, second] = ['<EgressTransactionalAddress>', '<EgressBulkAAddress>'];
  const name = 'aws ec2 modify-address-attribute --allocation-id';
  expect(Object.fromEntries(records)).toEqual({
    DnsATransactional: `mta1.example.com. A ${first}`,
    DnsABulkDashA: `mta2.example.com. A ${second}`,
    DnsABulkDashB: 'mta3.example.com. A 203.0.113.9',
    DnsPtrTransactional: `${name} <EgressTransactionalAddress.AllocationId> --domain-name mta1.example.com`,
    DnsPtrBulkDashA: `${name} <EgressBulkAAddress.AllocationId> --domain-name mta2.example.com`,
    DnsPtrBulkDashB: `${name} eipalloc-0a1b2c3d4e5f60718 --domain-name mta3.example.com`,
    DnsSpfBounceDotExampleDotCom: `bounce.example.com. TXT "v=spf1 ip4:${first} ip4:${second} ip4:203.0.113.9 -all"`,
    DnsReturnMxBounceDotExampleDotCom: 'bounce.example.com. MX 10 <the host that takes your bounces>.',
    DnsDkimS2026DotExampleDotCom:
      's2026._domainkey.example.com. TXT "v=DKIM1; k=rsa; p=<npm run sluice -- dns --keys prints it>"',
    DnsDmarcExampleDotCom: '_dmarc.example.com. TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"',
  });
});
