import { expect, test } from 'vitest';
import { mergeTemplates } from '#infra/local/template/merge-templates.ts';
import { templateSchema } from '#infra/local/template/template.ts';

const parameter = { BootstrapVersion: { Type: 'String', Default: '/cdk-bootstrap/version' } };
const state = templateSchema.parse({
  Parameters: parameter,
  Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
  Outputs: { ExportsOutputRefTable: { Value: { Ref: 'Table' }, Export: { Name: 'state:ExportsOutputRefTable' } } },
});
const imported = { 'Fn::ImportValue': 'state:ExportsOutputRefTable' };
const pipeline = templateSchema.parse({
  Parameters: parameter,
  Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ 'Fn::Join': ['', ['a-', imported]] }] } } },
  Outputs: { LedgerTable: { Value: imported } },
});

test('what one stack imports from another is what that one exports', () => {
  const merged = mergeTemplates([pipeline, state]);
  expect(merged.Resources).toEqual({
    Queue: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ 'Fn::Join': ['', ['a-', { Ref: 'Table' }]] }] } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  });
  expect(merged.Parameters).toEqual({ BootstrapVersion: { Default: '/cdk-bootstrap/version' } });
});

test('exports are no outputs of the whole', () => {
  expect(mergeTemplates([state, pipeline]).Outputs).toEqual({ LedgerTable: { Value: { Ref: 'Table' } } });
});

test('an import that nobody exports is named', () => {
  expect(() => mergeTemplates([pipeline])).toThrow(/state:ExportsOutputRefTable is imported, and no stack/);
});

test('one logical id for two things is refused', () => {
  const other = templateSchema.parse({ Resources: { Table: { Type: 'AWS::SQS::Queue' } } });
  expect(() => mergeTemplates([state, other])).toThrow(/two stacks have different Resources named Table/);
});
