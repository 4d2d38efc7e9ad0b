/** In the place of a site's name: the bucket of an egress in total. */
export const everySite = '*';
