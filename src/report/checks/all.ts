import type { CheckId } from '../../types.js';
import { leakAtTeardown } from './leak-at-teardown.js';
import { leakInLoop } from './leak-in-loop.js';
import { leakOnErrorPath } from './leak-on-error-path.js';
import { leakOnSuccessPath } from './leak-on-success-path.js';
import { lostRelease } from './lost-release.js';
import type { CheckText } from './text.js';
import { mixedManagement } from './mixed-management.js';
import { wrongRelease } from './wrong-release.js';

/** What each check is for. */
export const CHECK_TEXTS: Readonly<Record<CheckId, CheckText>> = {
  'leak-on-error-path': leakOnErrorPath,
  'leak-on-success-path': leakOnSuccessPath,
  'leak-in-loop': leakInLoop,
  'leak-at-teardown': leakAtTeardown,
  'lost-release': lostRelease,
  'mixed-management': mixedManagement,
  'wrong-release': wrongRelease,
};
