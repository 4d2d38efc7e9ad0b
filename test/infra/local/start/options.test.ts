import { expect, test } from 'vitest';
import { helpText } from '#infra/local/start/help-text.ts';
import { parseOptions, startOptions } from '#infra/local/start/options.ts';

test('needs no option', () => {
  expect(parseOptions([])).toEqual({
    recipients: null,
    message: null,
    routes: {},
    limits: {},
    concurrency: 8,
    json: null,
    serve: false,
  });
});

test('takes files, routes, limits and the rest', () => {
  const args =
    '--recipients r.csv --message m.eml --route Example.COM=127.0.0.1:2525 --route *=mx.test:25 --serve --concurrency 40 --json r.json';
  const limits = ['--limit', 'Five.test:5 connections', '--limit', 'b.test:1,000/h, 20 per connection'];
  expect(parseOptions([...args.split(' '), ...limits])).toEqual({
    recipients: 'r.csv',
    message: 'm.eml',
    routes: { 'example.com': { host: '127.0.0.1', port: 2525 }, '*': { host: 'mx.test', port: 25 } },
    limits: { 'five.test': { connections: 5 }, 'b.test': { rate: '1,000/h', messagesPerConnection: 20 } },
    concurrency: 40,
    json: 'r.json',
    serve: true,
  });
});

test.each([
  ['--nope', /^Unknown option '--nope'; /],
  ['extra', /^Unexpected argument 'extra'; /],
  ['--recipients', /argument missing/],
  ['--route a.test', /^--route "a\.test" is not of the form DOMAIN=HOST:PORT/],
  ['--route a.test=h', /DOMAIN=HOST:PORT/],
  ['--route a.test=h:0', /DOMAIN=HOST:PORT/],
  ['--route a.test=h:65536', /DOMAIN=HOST:PORT/],
  ['--route a_b=h:25', /DOMAIN=HOST:PORT/],
  ['--route a.test=h:1 --route A.test=h:2', /^--route names a\.test twice$/],
  ['--limit a.test', /^--limit "a\.test" is not of the form SITE:LIMIT, such as/],
  [
    '--limit a.test:connections=5',
    /^--limit "a\.test:connections=5": limit "connections=5" cannot be read; write "5 conn/,
  ],
  ['--limit a.test:0connections', /limit "0connections" cannot be read/],
  ['--limit a.test:60/10s,5/s', /limit "5\/s" is the second of its kind/],
  ['--limit a.test:60/fast', /rate "60\/fast" is not of the form "60\/10s"/],
  ['--concurrency 0', /^--concurrency takes a whole number from 1 to 1000, not "0"$/],
  ['--concurrency 1.5', /not "1\.5"$/],
  ['--json /no/such/folder/report.json', /^--json cannot write .*the folder \/no\/such\/folder is not there/],
  ['--json .', /it is a folder$/],
])('says in one line what is wrong with %s', (args, message) => {
  const parse = () => parseOptions(args.split(' '));
  expect(parse).toThrow(message);
  expect(parse).toThrow(expect.objectContaining({ name: 'UsageError', message: expect.not.stringContaining('\n') }));
});

test('the help has every option that is taken, and no other', () => {
  expect(parseOptions(['--help'])).toBeNull();
  expect(parseOptions(['-h'])).toBeNull();
  const named = [...helpText().matchAll(/^ {2}--([a-z]+)/gm)].map((match) => match[1]);
  expect(named).toEqual(startOptions.map(({ name }) => name));
});
