import { namesSender } from './names-sender.ts';

/**
 * Words of who sends, not of who receives. Under a code or a status that says "no such recipient" they show that it says something
 * else, and a good address is not to be suppressed for it.
 */
export const speaksOfSender = new RegExp(
  `${namesSender.source}|${/\bips?\b|\b(?:sender|client|host|host ?name|network|you|your)\b|\b(?:mail|e-?mail|messages?|delivery|connections?) from\b|\b(?:spam|abuse|polic\w+|reputation|block(?:ed|list)?|blacklist\w*|limits?)\b|\d{1,3}(?:\.\d{1,3}){3}/.source}`,
);
