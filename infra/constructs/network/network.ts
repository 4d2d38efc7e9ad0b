import { Fn } from 'aws-cdk-lib';
import {
  CfnInternetGateway,
  CfnVPCGatewayAttachment,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  IpAddresses,
  Peer,
  Port,
  PublicSubnet,
  SecurityGroup,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { MxEgressConfig } from '../../config/egress-schema.ts';
import { acknowledge } from '../acknowledge.ts';
import { pascalCase } from '../pascal-case.ts';
import { EgressPath } from './egress-path.ts';
import { zoneCidr } from './subnet-slot.ts';

export interface NetworkProps {
  readonly egresses: readonly MxEgressConfig[];
  readonly interfaceEndpoints: boolean;
}

/**
 * The network of direct delivery: one VPC for the pipeline, and in it one way out per egress, because a NAT gateway with several
 * addresses does not let a sender choose one. Only senders of `mx` egresses are in it.
 */
export class Network extends Construct {
  readonly vpc: IVpc;
  /** Of all senders: out to SMTP and HTTPS, nothing in. */
  readonly senders: SecurityGroup;
  private readonly paths: ReadonlyMap<string, EgressPath>;

  constructor(scope: Construct, id: string, { egresses, interfaceEndpoints }: NetworkProps) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
      subnetConfiguration: [],
      // It would be a function that may change any security group; nothing here is in the default one.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
    acknowledge(this.vpc, {
      'AwsSolutions-VPC7':
        'Nothing can come in, and each connection out is told in the log of the sender that opened it.',
    });
    this.senders = new SecurityGroup(this, 'Senders', {
      vpc: this.vpc,
      description: 'Sluice senders: SMTP and HTTPS out, nothing in.',
      allowAllOutbound: false,
    });
    // No rule for DNS: the VPC's own resolver is reached whatever a security group says (VPC User Guide, Amazon DNS server).
    this.senders.addEgressRule(Peer.anyIpv4(), Port.tcp(25), 'SMTP to the receivers');
    this.senders.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS APIs');

    const gateway = new CfnInternetGateway(this, 'InternetGateway');
    const attachment = new CfnVPCGatewayAttachment(this, 'Attachment', {
      vpcId: this.vpc.vpcId,
      internetGatewayId: gateway.ref,
    });
    const zones = new Map(
      [...new Set(egresses.map(({ zone }) => zone))].map((zone) => {
        const subnet = new PublicSubnet(this, `Zone${zone}`, {
          vpcId: this.vpc.vpcId,
          availabilityZone: Fn.select(zone - 1, Fn.getAzs()),
          cidrBlock: zoneCidr(zone),
          mapPublicIpOnLaunch: false,
        });
        subnet.addDefaultInternetRoute(gateway.ref, attachment);
        return [zone, subnet];
      }),
    );
    this.paths = new Map(
      egresses.map((egress) => {
        const natSubnet = zones.get(egress.zone);
        if (!natSubnet) throw new Error(`zone ${egress.zone} has no subnet`);
        return [egress.name, new EgressPath(this, pascalCase(egress.name), { network: this, egress, natSubnet })];
      }),
    );
    const subnets = [...this.paths.values()].map(({ subnet }) => subnet);
    // These two cost nothing, and most of the calls go to DynamoDB.
    this.vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB, subnets: [{ subnets }] });
    this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3, subnets: [{ subnets }] });
    if (interfaceEndpoints) this.addInterfaceEndpoints([...zones.values()]);
  }

  /** The way out of an egress; undefined for a relay's. */
  pathOf(egressName: string): EgressPath | undefined {
    return this.paths.get(egressName);
  }

  private addInterfaceEndpoints(subnets: readonly PublicSubnet[]): void {
    const callers = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'Sluice interface endpoints: HTTPS from the senders.',
      allowAllOutbound: false,
    });
    callers.addIngressRule(this.senders, Port.HTTPS, 'From the senders');
    for (const [name, service] of [
      ['Sqs', InterfaceVpcEndpointAwsService.SQS],
      ['Sns', InterfaceVpcEndpointAwsService.SNS],
      ['SecretsManager', InterfaceVpcEndpointAwsService.SECRETS_MANAGER],
    ] as const) {
      new InterfaceVpcEndpoint(this, name, {
        vpc: this.vpc,
        service,
        subnets: { subnets: [...subnets] },
        securityGroups: [callers],
        open: false,
      });
    }
  }
}
