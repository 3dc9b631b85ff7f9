/**
 * What a call does to a held resource. `may-release`: it could, and nothing in view says that it does not. `takeover`: the callee may own it
 * when it succeeds. `gone-on-failure`: it takes the resource out of its caller's variable where it fails. `kept`: it stores the resource in an object. `passed`: it sees the resource, nothing more is known. `read`: it only looks.
 */
export type CallEffect =
  | 'release'
  | 'may-release'
  | 'transfer'
  | 'transfer-on-success'
  | 'gone-on-failure'
  | 'takeover'
  | 'kept'
  | 'passed'
  | 'read'
  | 'none';
