import type { Replies } from './entry.ts';
import { filtersAndOthers } from './filters-and-others.ts';
import { gatheredBounces } from './gathered-bounces.ts';
import { gatheredLogs } from './gathered-logs.ts';
import { gatheredPages } from './gathered-pages.ts';
import { googleAndYahoo } from './google-yahoo.ts';
import { languages } from './languages.ts';
import { mailboxProviders } from './mailbox-providers.ts';
import { microsoftAndApple } from './microsoft-apple.ts';
import { otherSoftware } from './other-software.ts';
import { reviewed } from './reviewed.ts';
import { unixSoftware } from './unix-software.ts';
import { unseenBounces } from './unseen-bounces.ts';
import { unseenLast } from './unseen-last.ts';
import { unseenLogs } from './unseen-logs.ts';
import { unseenOdd } from './unseen-odd.ts';
import { unseenPages } from './unseen-pages.ts';
import { unseenSoftware } from './unseen-software.ts';
import { variedCommon } from './varied-common.ts';
import { variedFarAgain } from './varied-far-again.ts';
import { variedMoreLanguages } from './varied-more-languages.ts';
import { variedFar } from './varied-far.ts';
import { variedReceivers } from './varied-receivers.ts';
import { variedSoftware } from './varied-software.ts';

export const allReplies: readonly Replies[] = [
  ...googleAndYahoo,
  ...microsoftAndApple,
  ...mailboxProviders,
  ...filtersAndOthers,
  ...unixSoftware,
  ...otherSoftware,
  ...languages,
  ...gatheredBounces,
  ...gatheredPages,
  ...gatheredLogs,
  ...unseenBounces,
  ...unseenPages,
  ...unseenLogs,
  ...unseenOdd,
  ...unseenSoftware,
  ...unseenLast,
  ...variedFar,
  ...variedSoftware,
  ...variedReceivers,
  ...variedCommon,
  ...variedFarAgain,
  ...variedMoreLanguages,
  ...reviewed,
];
