import type { AlarmDefinition } from './alarm-definition.ts';
import { flowAlarms } from './flow-alarms.ts';
import { machineAlarms } from './machine-alarms.ts';
import { receiverAlarms } from './receiver-alarms.ts';

/** Every alarm of a pipeline, those about mail that does not flow first. */
export const alarmDefinitions: readonly AlarmDefinition[] = [...flowAlarms, ...machineAlarms, ...receiverAlarms];
