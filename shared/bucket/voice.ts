import { getDomain } from 'tldts';

/**
 * Whose word a site's word is: all sites under one registered domain are one voice, since its owner has as many hosts as they like. Where
 * the word of two is asked for, the words of two voices are.
 */
export function voiceOf(site: string): string {
  return getDomain(site.replace(/^mx:/, '').split('+')[0] ?? '') ?? site;
}
