/**
 * Nobody listens there, and nobody comes to: no program is given a port below 1024, as it may be given one that was free a
 * moment ago.
 */
export const deadPort = 1;
