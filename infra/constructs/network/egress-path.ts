import { Fn, RemovalPolicy, Tags } from 'aws-cdk-lib';
import {
  CfnEIP,
  CfnNatGateway,
  type ISecurityGroup,
  type IVpc,
  PrivateSubnet,
  type PublicSubnet,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { MxEgressConfig } from '../../config/egress-schema.ts';
import { pascalCase } from '../pascal-case.ts';
import { egressCidr } from './subnet-slot.ts';

export interface EgressPathProps {
  readonly network: { readonly vpc: IVpc; readonly senders: ISecurityGroup };
  readonly egress: MxEgressConfig;
  /** In the same zone. */
  readonly natSubnet: PublicSubnet;
}

/** The way out of one `mx` egress: a subnet, its NAT gateway and its address. All in one zone: a pool is several egresses. */
export class EgressPath extends Construct {
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  /** Where the egress's senders are. */
  readonly subnet: PrivateSubnet;
  /** What receivers see: an address, or the token of one. */
  readonly address: string;
  readonly allocationId: string;

  constructor(scope: Construct, id: string, { network, egress, natSubnet }: EgressPathProps) {
    super(scope, id);
    this.vpc = network.vpc;
    this.securityGroup = network.senders;
    const { address, allocationId } = egress.elasticIp ?? this.ownAddress(egress.name);
    this.address = address;
    this.allocationId = allocationId;
    this.subnet = new PrivateSubnet(this, 'Subnet', {
      vpcId: network.vpc.vpcId,
      availabilityZone: Fn.select(egress.zone - 1, Fn.getAzs()),
      cidrBlock: egressCidr(egress.name),
    });
    const nat = new CfnNatGateway(this, 'Nat', { subnetId: natSubnet.subnetId, allocationId });
    nat.node.addDependency(natSubnet.internetConnectivityEstablished);
    this.subnet.addDefaultNatRoute(nat.ref);
  }

  private ownAddress(egressName: string): { address: string; allocationId: string } {
    const elasticIp = new CfnEIP(this, 'Address', { domain: 'vpc' });
    // Its logical id follows from the egress's name and from nothing else: no change of the constructs gives mail a new address.
    elasticIp.overrideLogicalId(`Egress${pascalCase(egressName)}Address`);
    elasticIp.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    Tags.of(elasticIp).add('sluice:egress', egressName);
    return { address: elasticIp.ref, allocationId: elasticIp.attrAllocationId };
  }
}
