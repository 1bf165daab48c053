export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Where time goes, for whoever collects it. Nothing is ever decided by it, and nothing fails because of it. */
export type Tracing = {
  /**
   * Does something within a span; spans that are begun meanwhile are inside it. What comes of it goes on as it is: a
   * result that failed, and whatever is thrown, marks the span. `from` are headers of whoever asked for it.
   */
  readonly span: <T>(about: Spanned, act: () => Promise<T>) => Promise<T>;
  /** What was collected is sent, within a few seconds or not at all. */
  readonly end: () => Promise<void>;
};

export type Spanned = {
  readonly name: string;
  readonly is?: 'server' | 'client' | 'internal';
  readonly attributes?: Attributes;
  readonly from?: Readonly<Record<string, string>>;
};
