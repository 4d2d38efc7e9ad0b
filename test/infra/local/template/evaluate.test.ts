import { expect, test } from 'vitest';
import { createEvaluate } from '#infra/local/template/evaluate.ts';
import { readResources } from '#infra/local/template/resources.ts';
import { templateSchema } from '#infra/local/template/template.ts';

const place = { region: 'eu-west-1', accountId: '000000000000', endpoint: 'http://127.0.0.1:1', stackName: 'Tiny' };
const template = templateSchema.parse({
  Parameters: { Version: { Type: 'String', Default: '21' } },
  Mappings: { Sizes: { small: { kb: 32 } } },
  Conditions: {
    InIreland: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
    Elsewhere: { 'Fn::Not': [{ Condition: 'InIreland' }] },
  },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue' },
    Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${AWS::StackName}-named' } } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      },
    },
    Topic: { Type: 'AWS::SNS::Topic' },
    Bucket: { Type: 'AWS::S3::Bucket' },
    Role: { Type: 'AWS::IAM::Role' },
  },
});
const evaluate = createEvaluate(template, place);

test.each<[unknown, unknown]>([
  [{ Ref: 'Queue' }, 'http://127.0.0.1:1/000000000000/Queue'],
  [{ Ref: 'Named' }, 'http://127.0.0.1:1/000000000000/Tiny-named'],
  [{ 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:sqs:eu-west-1:000000000000:Tiny-named'],
  [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'Queue'],
  [{ Ref: 'Table' }, 'Table'],
  [{ Ref: 'Topic' }, 'arn:aws:sns:eu-west-1:000000000000:Topic'],
  [{ Ref: 'Bucket' }, 'bucket'],
  [{ Ref: 'Version' }, '21'],
  [{ 'Fn::Join': ['', ['a-', { Ref: 'AWS::Region' }, '-', 7]] }, 'a-eu-west-1-7'],
  [{ 'Fn::Sub': '${Table}/${Queue.QueueName}/${!literal}' }, 'Table/Queue/${literal}'],
  [{ 'Fn::Sub': ['${x}/${Table}', { x: { Ref: 'AWS::Partition' } }] }, 'aws/Table'],
  [{ 'Fn::Select': [1, { 'Fn::Split': ['.', 'a.b.c'] }] }, 'b'],
  [{ 'Fn::If': ['InIreland', 'yes', 'no'] }, 'yes'],
  [{ 'Fn::If': ['Elsewhere', 'yes', 'no'] }, 'no'],
  [{ 'Fn::FindInMap': ['Sizes', 'small', 'kb'] }, 32],
  [
    { kept: 1, left: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
    { kept: 1, list: [2] },
  ],
  // An object that only looks like a function: one key, but no intrinsic's name.
  [{ Reference: 'Queue' }, { Reference: 'Queue' }],
])('evaluates %j', (value, expected) => {
  expect(evaluate(value)).toEqual(expected);
});

test.each<[unknown, RegExp]>([
  [{ Ref: 'Nobody' }, /Nobody/],
  [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, /Queue\.Colour/],
  [{ 'Fn::Transform': {} }, /Fn::Transform/],
  [{ 'Fn::ImportValue': 'other-stack' }, /Fn::ImportValue/],
])('refuses %j and says why', (value, message) => {
  expect(() => evaluate(value)).toThrow(message);
});

test('leaves resources without a local meaning out, and names one that it does not know', () => {
  expect(readResources(template, evaluate).queues.map(({ name }) => name)).toEqual(['Queue', 'Tiny-named']);
  const strange = templateSchema.parse({ Resources: { Dance: { Type: 'AWS::Ballet::Troupe' } } });
  expect(() => readResources(strange, createEvaluate(strange, place))).toThrow(/Dance \(AWS::Ballet::Troupe\)/);
});
