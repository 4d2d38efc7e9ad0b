import type { Rule } from './rule.ts';
import { authenticationRules } from './rules/authentication-rules.ts';
import { blockedRules } from './rules/blocked-rules.ts';
import { codeRules } from './rules/code-rules.ts';
import { connectionRules } from './rules/connection-rules.ts';
import { greylistRules } from './rules/greylist-rules.ts';
import { mailboxRules } from './rules/mailbox-rules.ts';
import { messageRules } from './rules/message-rules.ts';
import { oneRecipientRules } from './rules/one-recipient-rules.ts';
import { overruledStatusRules } from './rules/overruled-status-rules.ts';
import { protocolRules } from './rules/protocol-rules.ts';
import { rateRules } from './rules/rate-rules.ts';
import { recipientRules } from './rules/recipient-rules.ts';
import { reputationRules } from './rules/reputation-rules.ts';
import { routingRules } from './rules/routing-rules.ts';
import { senderAddressRules } from './rules/sender-address-rules.ts';
import { senderRules } from './rules/sender-rules.ts';
import { statusRules } from './rules/status-rules.ts';
import { storageRules } from './rules/storage-rules.ts';
import { systemRules } from './rules/system-rules.ts';

/**
 * Rules for any receiver, in this order: what the text says comes before the codes, since receivers dress "slow down" as 550
 * and "never" as 451; the enhanced status comes before the basic code; the last ones match everything.
 */
export const genericRules: readonly Rule[] = [
  ...connectionRules,
  ...oneRecipientRules,
  ...senderRules,
  ...greylistRules,
  ...authenticationRules,
  ...senderAddressRules,
  ...reputationRules,
  ...systemRules,
  ...storageRules,
  ...rateRules,
  ...blockedRules,
  ...messageRules,
  ...routingRules,
  ...mailboxRules,
  ...recipientRules,
  ...protocolRules,
  ...overruledStatusRules,
  ...statusRules,
  ...codeRules,
];
