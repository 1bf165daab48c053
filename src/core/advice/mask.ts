/** Takes what nobody else may read out of lines that stand below each other, and gives as many lines back. */
export type Mask = (lines: readonly string[]) => readonly string[];
