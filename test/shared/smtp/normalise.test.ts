import { describe, expect, it } from 'vitest';
import { normaliseText } from '#shared/smtp/normalise.ts';

describe('a reply’s text', () => {
  it.each([
    ['User_Unknown\n (5.1.1)', 'user unknown (5.1.1)'],
    ['Später, gesperrt: ß', 'spater, gesperrt: ss'],
    ['Quota exeeded for recepient', 'quota exceeded for recipient'],
    ['Receipient adress unkown, temporarly gone', 'recipient address unknown, temporarily gone'],
    ['Addres unavailiable', 'address unavailable'],
  ])('%j is read as %j', (text, read) => {
    expect(normaliseText(text)).toBe(read);
  });

  it.each([
    'recipient address unknown, temporarily unavailable, quota exceeded',
    "l'adresse excede la taille, die adresse ist unbekannt, adressen finns inte",
    'authentification requise',
  ])('%j has nothing to correct', (text) => {
    expect(normaliseText(text)).toBe(text);
  });
});
