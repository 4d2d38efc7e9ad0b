/** Loaded before a function's code: Node's resolvers ask the name server of TEST_NAME_SERVER in the place of the machine's own. */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const nameServer = process.env['TEST_NAME_SERVER'];
if (nameServer === undefined) throw new Error('TEST_NAME_SERVER names no name server');

class LoopbackResolver extends dns.promises.Resolver {
  constructor(...options: ConstructorParameters<typeof dns.promises.Resolver>) {
    super(...options);
    this.setServers([String(nameServer)]);
  }
}

dns.promises.Resolver = LoopbackResolver;
syncBuiltinESMExports();
