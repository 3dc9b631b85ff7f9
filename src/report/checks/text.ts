/** Code of one new file, or a hunk with its `@@` line: what the mail shows. */
export type ExampleText = string;

/** What a check is for; every `before` is found by it and its `after` is silent, which the tests hold them to. */
export interface CheckText {
  readonly why: string;
  readonly before: ExampleText;
  readonly after: ExampleText;
  readonly notSeen: string;
  readonly examples: readonly { readonly title: string; readonly before: ExampleText; readonly after: ExampleText }[];
}
