/** Offsets into the text of a selection, in UTF-16 units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Attributes that select assets. */
export const attributes = [
  "key",
  "group",
  "owner",
  "kind",
  "tag",
  "status",
  "is",
  "partitions",
  "job",
  "schedule",
  "sensor",
] as const;
export type Attribute = (typeof attributes)[number];

/** Attributes of the grammar that mean nothing here: they are read, and refused by name. */
export const unsupportedAttributes = [
  "column",
  "table_name",
  "column_tag",
  "code_location",
  "changed_in_branch",
  "automation_type",
  "not_materialized_in_hours",
] as const;

/** A value as written: a text that may hold `*`, or the absence of any (`<null>`). */
export type AttributeValue = { readonly text: string } | "none";

/** A selection as a tree. */
export type Selection = Span &
  (
    | { readonly kind: "all" }
    /** A bare word: a key, with `*` for any letters. */
    | { readonly kind: "word"; readonly text: string }
    | {
        readonly kind: "attribute";
        readonly attribute: Attribute;
        readonly value: AttributeValue;
        /** Of `tag:name=value`. */
        readonly tagValue?: AttributeValue;
      }
    /** With neighbours so many steps up and down; Infinity: all of them. Absent: none in that direction. */
    | { readonly kind: "neighbours"; readonly of: Selection; readonly up?: number; readonly down?: number }
    | { readonly kind: "sinks" | "roots" | "not"; readonly of: Selection }
    | { readonly kind: "and" | "or"; readonly left: Selection; readonly right: Selection }
  );

/** What is wrong with a selection, and where in its text. */
export type SelectionProblem = Span &
  (
    | { readonly kind: "syntax"; readonly why: string }
    | { readonly kind: "unsupported"; readonly attribute: string }
    | { readonly kind: "unknown key"; readonly key: string; readonly suggestion?: string | undefined }
  );
