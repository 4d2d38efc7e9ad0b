import { Reference, Stack, Token, Tokenization, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import * as z from 'zod';

/** Accepts findings of cdk-nag on a construct and all below it: rule → why it is right here. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}

/** Accepts the wildcard in one resource of a role's policy, and in no other. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  const stack = Stack.of(construct);
  const rendered = render(stack.resolve(importing(resource, stack)));
  acknowledge(construct, { [`AwsSolutions-IAM5[Resource::${rendered}]`]: reason });
}

/** The resource with what lies in another stack as it will be when the template is written: imported by the name of its export. */
function importing(resource: string, stack: Stack): string {
  return Tokenization.reverseString(resource).tokens.reduce<string>((text, token) => {
    if (!Reference.isReference(token) || Stack.of(token.target) === stack) return text;
    return text.replace(Token.asString(token), Stack.of(token.target).exportValue(token));
  }, resource);
}

const referenceSchema = z.object({ Ref: z.string() });
const attributeSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const importSchema = z.object({ 'Fn::ImportValue': z.string() });
const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

/** An ARN as cdk-nag writes it into a finding: `<Bucket.Arn>/*`. */
function render(value: unknown): string {
  if (typeof value === 'string') return value;
  const reference = referenceSchema.safeParse(value);
  if (reference.success) return `<${reference.data.Ref}>`;
  const attribute = attributeSchema.safeParse(value);
  if (attribute.success) return `<${attribute.data['Fn::GetAtt'].join('.')}>`;
  const imported = importSchema.safeParse(value);
  if (imported.success) return imported.data['Fn::ImportValue'];
  const [delimiter, parts] = joinSchema.parse(value)['Fn::Join'];
  return parts.map(render).join(delimiter);
}
