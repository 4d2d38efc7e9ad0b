import { config as shipped } from '#infra/config.ts';
import { config as direct } from '#infra/examples/direct.ts';
import { config as ses } from '#infra/examples/ses.ts';

/** What is promised holds for each of these: as shipped, and the two examples. */
export const configurations = Object.entries({ shipped, direct, ses }).map(([name, config]) => ({ name, config }));
