/** What a piece of text means; the terminal decides what that looks like. */
export const TONES = ['strong', 'dim', 'good', 'warn', 'bad', 'low', 'medium', 'high', 'critical'] as const;
export type Tone = (typeof TONES)[number];

const CODES: Record<Tone, readonly [on: string, off: string]> = {
  strong: ['1', '22'],
  dim: ['2', '22'],
  good: ['32', '39'],
  warn: ['33', '39'],
  bad: ['31', '39'],
  low: ['32', '39'],
  medium: ['36', '39'],
  high: ['33', '39'],
  critical: ['31', '39'],
};

/** Takes text that is already escaped and as wide as it will be: colour adds bytes but no columns. */
export type Paint = (text: string, tone: Tone) => string;

export const painted: Paint = (text, tone) => {
  const [on, off] = CODES[tone];
  return text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;
};

export const plain: Paint = (text) => text;

export const isTone = (name: unknown): name is Tone => TONES.some((tone) => tone === name);
