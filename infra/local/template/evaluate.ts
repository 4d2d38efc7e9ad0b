import type { LocalPlace } from './local-place.ts';
import { ignoredTypes, localKinds } from './resource-kinds.ts';
import type { Template } from './template.ts';

/** What `AWS::NoValue` evaluates to: the property that holds it is left out. */
const noValue = Symbol('AWS::NoValue');

/** Turns a value of the template, intrinsic functions and all, into plain JSON with local names, URLs and ARNs. */
export type Evaluate = (value: unknown) => unknown;

/** Reads intrinsic functions as CloudFormation does. Throws on a function, resource or attribute that it does not know. */
export function createEvaluate(template: Template, place: LocalPlace): Evaluate {
  const pseudo: Record<string, unknown> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': place.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.accountId}:stack/${place.stackName}/local`,
    'AWS::NoValue': noValue,
  };

  function named(logicalId: string) {
    const resource = template.Resources[logicalId];
    if (!resource) throw new Error(`The template refers to ${logicalId}, which it does not contain`);
    const kind = localKinds[resource.Type];
    const given = kind?.nameProperty ? evaluate(resource.Properties[kind.nameProperty]) : undefined;
    return { type: resource.Type, kind, name: typeof given === 'string' ? given : logicalId, place };
  }

  function ref(logicalId: string): unknown {
    if (logicalId in pseudo) return pseudo[logicalId];
    const parameter = template.Parameters[logicalId];
    if (parameter) return parameter.Default;
    const resource = named(logicalId);
    return resource.kind ? resource.kind.ref(resource) : resource.name;
  }

  function attribute(logicalId: string, name: string): string {
    const resource = named(logicalId);
    if (!resource.kind) {
      // Roles and the like: something readable that nothing local looks at.
      if (!isIgnoredType(resource.type)) throw new Error(`${logicalId} has the unexpected type ${resource.type}`);
      return `arn:aws:local:${place.region}:${place.accountId}:${logicalId}/${name}`;
    }
    const read = resource.kind.attributes[name];
    if (!read) throw new Error(`Fn::GetAtt of ${logicalId}.${name}: ${resource.type} has no such attribute here`);
    return read(resource);
  }

  function substitute(text: string, variables: Readonly<Record<string, unknown>>): string {
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in variables) return String(evaluate(variables[name]));
      const [logicalId = '', ...path] = name.split('.');
      return String(path.length > 0 ? attribute(logicalId, path.join('.')) : ref(name));
    });
  }

  function condition(value: unknown): boolean {
    if (typeof value === 'string') {
      if (!(value in template.Conditions)) throw new Error(`The template has no condition ${value}`);
      return condition(template.Conditions[value]);
    }
    const [name, argument] = functionOf(value) ?? ['', null];
    const list = (Array.isArray(argument) ? argument : [argument]) as unknown[];
    switch (name) {
      case 'Condition':
        return condition(argument);
      case 'Fn::Equals':
        return evaluate(list[0]) === evaluate(list[1]);
      case 'Fn::Not':
        return !condition(list[0]);
      case 'Fn::And':
        return list.every(condition);
      case 'Fn::Or':
        return list.some(condition);
      default:
        throw new Error(`Unknown condition ${JSON.stringify(value)}`);
    }
  }

  function call(name: string, argument: unknown): unknown {
    const list = (Array.isArray(argument) ? argument : [argument]) as unknown[];
    switch (name) {
      case 'Ref':
        return ref(String(argument));
      case 'Fn::GetAtt': {
        const [logicalId = '', ...path] = typeof argument === 'string' ? argument.split('.') : list.map(String);
        return attribute(logicalId, path.join('.'));
      }
      case 'Fn::Join':
        return (evaluate(list[1]) as unknown[]).map(String).join(String(list[0]));
      case 'Fn::Sub':
        return substitute(String(list[0]), (list[1] ?? {}) as Record<string, unknown>);
      case 'Fn::Select':
        return (evaluate(list[1]) as unknown[])[Number(evaluate(list[0]))];
      case 'Fn::Split':
        return String(evaluate(list[1])).split(String(list[0]));
      case 'Fn::If':
        return evaluate(condition(list[0]) ? list[1] : list[2]);
      case 'Fn::Base64':
        return Buffer.from(String(evaluate(argument))).toString('base64');
      case 'Fn::GetAZs':
        return [`${place.region}a`, `${place.region}b`, `${place.region}c`];
      case 'Fn::FindInMap': {
        const [map = '', first = '', second = ''] = list.map((part) => String(evaluate(part)));
        return template.Mappings[map]?.[first]?.[second];
      }
      default:
        throw new Error(`The intrinsic function ${name} is unknown to the local run`);
    }
  }

  function evaluate(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(evaluate).filter((item) => item !== noValue);
    if (typeof value !== 'object' || value === null) return value;
    const found = functionOf(value);
    if (found) return call(...found);
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, part]) => [key, evaluate(part)] as const)
        .filter(([, part]) => part !== noValue),
    );
  }

  return (value) => {
    const result = evaluate(value);
    return result === noValue ? undefined : result;
  };
}

export function isIgnoredType(type: string): boolean {
  return ignoredTypes.some((pattern) => pattern.test(type));
}

/** An intrinsic function is an object with one key: `Ref`, `Condition` or `Fn::…`. */
function functionOf(value: unknown): [name: string, argument: unknown] | null {
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? ['', undefined];
  return entries.length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
    ? [name, argument]
    : null;
}
