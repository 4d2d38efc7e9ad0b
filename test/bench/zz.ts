import { startEmulators } from '#test/support/emulators.ts';
import { createBucketTable, measureMethod } from './hot-bucket/measure.ts';
import { ourMethods } from './hot-bucket/methods.ts';
await using emulators = await startEmulators({ dynamodb: 'dynoxide' });
const store = await createBucketTable(emulators.dynamodb);
let n = 0;
for (let i = 0; i < 4; i++)
  for (const ms of [3000, 8000])
    for (const acq of [50, 200]) {
      const m = { ...ourMethods[2]!, name: `m${n++}` };
      const row = await measureMethod(store, m, acq, ms);
      console.log(ms, acq, row.figures['writes per refused block'], row.figures['writes per grant']);
    }
