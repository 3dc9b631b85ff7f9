/** What a mail is for, decided from its headers and body. Only `patch` is analysed by default. */
export type MailKind = 'patch' | 'cover' | 'reply' | 'applied' | 'pull' | 'other';

export interface Address {
  readonly name: string;
  readonly address: string;
}

/** The bracketed part of a subject, such as `[PATCH net v2 3/7]`. */
export interface SubjectTags {
  /** Subject without reply prefixes and brackets. */
  readonly title: string;
  /** Words in the brackets that are neither PATCH, version nor number, such as `net` or `RFC`. */
  readonly tags: readonly string[];
  readonly isPatch: boolean;
  readonly isReply: boolean;
  readonly version: number;
  /** Position in the series, 0 for a cover letter; undefined for a single patch. */
  readonly number: number | undefined;
  readonly total: number | undefined;
}

export interface Mail {
  /** Where it was read from: a path, or `-`; several mails of one mbox share it. */
  readonly source: string;
  /** Position in the input, counted from 0. */
  readonly index: number;
  readonly kind: MailKind;
  /** Message-ID with its angle brackets, or the empty string. */
  readonly messageId: string;
  readonly inReplyTo: string;
  readonly references: readonly string[];
  readonly subject: string;
  readonly tags: SubjectTags;
  readonly from: Address | undefined;
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** The Date header as written, its zone kept. */
  readonly date: string;
  /** Author in the body (`From:` as its first line), where it differs from the sender. */
  readonly inBodyFrom: Address | undefined;
  /** The headers but those of transport, names in lower case, values unfolded and decoded, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The decoded text that holds the patch, line ends as LF; mail line 1 is its first line. */
  readonly body: string;
  /** What went wrong when it was read and still let it be read, in words. */
  readonly problems: readonly string[];
}
