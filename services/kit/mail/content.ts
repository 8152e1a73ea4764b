/** What a mail says, before it is HTML or text. All strings are plain text, of whatever origin; line ends in them count as spaces. */
export interface Content {
  readonly subject: string;
  /** What an inbox shows behind the subject. */
  readonly preheader: string;
  /** BCP 47, such as "en-GB". */
  readonly locale: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The shop's name, and where it is. */
  readonly shop: { readonly name: string; readonly origin: string };
  /** Why the reader got this. */
  readonly reason: string;
}

/** One part of a mail, below the one before. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  /** Where to go on. At most one a mail. `url` is http or https. */
  | { readonly kind: "button"; readonly label: string; readonly url: string }
  | { readonly kind: "items"; readonly title: string; readonly items: readonly Item[]; readonly sums: readonly Sum[] }
  | { readonly kind: "facts"; readonly facts: readonly Fact[] };

/** Units of one thing, such as a line of an order. */
export interface Item {
  readonly quantity: number;
  readonly title: string;
  /** What tells it from others of its title; may be empty. */
  readonly details: string;
  /** As people write it; may be empty. */
  readonly amount: string;
}

/** An amount below the items. */
export interface Sum {
  readonly name: string;
  readonly amount: string;
  /** The one that counts. */
  readonly strong?: boolean;
}

/** Something with a name, in one or more lines. */
export interface Fact {
  readonly name: string;
  readonly lines: readonly string[];
  /** Where its last line leads; http or https. */
  readonly url?: string;
}
