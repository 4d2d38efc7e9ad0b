/** A process of its own: CDK's synthesis blocks its event loop for seconds and leaves 200 MB behind. */
import { buildApp } from '../../build-app.ts';
import type { LocalOverrides } from '../../config/local-stage.ts';

process.once('message', ({ overrides, outdir }: { overrides: LocalOverrides; outdir: string }) => {
  buildApp({ stage: 'local', overrides, outdir }).synth();
  process.send?.('synthesised');
  process.disconnect();
});
