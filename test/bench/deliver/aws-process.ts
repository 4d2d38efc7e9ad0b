import { buildApp } from 'fauxqs';

/** SQS, SNS and S3 in a process of their own: what they cost is not the sender's. Tells where they are. */
const app = buildApp({ logger: false });
const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ endpoint });
process.on('disconnect', () => process.exit());
