/** The terminal, as the command line sees it. Only this face writes to it, and only through here. */
export type Terminal = {
  /** Documents and answers. */
  readonly out: (text: string) => void;
  /** Messages and problems. */
  readonly err: (text: string) => void;
  readonly columns: number;
  readonly colour: boolean;
  readonly colourErr: boolean;
};
