import { Stack } from 'aws-cdk-lib';
import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { savedQueries } from './saved-queries.ts';

/** The saved queries of Logs Insights, in a folder of the stack's name. */
export class Queries extends Construct {
  constructor(scope: Construct, id: string, { logGroups }: { readonly logGroups: readonly ILogGroup[] }) {
    super(scope, id);
    for (const [name, { lines }] of Object.entries(savedQueries)) {
      const definition = new CfnQueryDefinition(this, name, {
        name: `${Stack.of(this).stackName}/${name}`,
        queryString: lines.join('\n| '),
        logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
      });
      definition.node.addDependency(...logGroups);
    }
  }
}
