/** A line that an answer gives as proof, and that is none. */
export type FalseQuote = {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly quote: string;
};

/** The line of the mild change that a true quote would name. */
export const TRUE_QUOTE = {
  file: 'src/mail/greeting.ts',
  line: 11,
  quote: 'export const greeting = (name: string): string => `Good day, ${name}`;',
};

const { file, line, quote } = TRUE_QUOTE;
const at = (name: string, more: Partial<FalseQuote>): FalseQuote => ({ name, file, line, quote, ...more });

export const FALSE_QUOTES: readonly FalseQuote[] = [
  at('an invented line', { quote: 'if (user.isAdmin) chargeTwice(order);' }),
  at('an invented line that begins as the true one', { quote: `${quote} chargeTwice(order);` }),
  at('the true line with another word', { quote: quote.replace('Good', 'Bad') }),
  at('the true line in capitals', { quote: quote.toUpperCase() }),
  at('the true line in look-alikes', { quote: quote.replaceAll('o', 'о').replaceAll('a', 'а') }),
  at('the true line with a zero-width sign in it', { quote: quote.replace('greeting', 'greet\u200bing') }),
  at('the true line with a turned part', { quote: quote.replace('name', '\u202ename\u202c') }),
  at('the true line and one more', { quote: `${quote}\nchargeTwice(order);` }),
  at('the true line with blanks drawn together', { quote: quote.replaceAll(' ', '') }),
  at('the true line with the mark of the diff', { quote: `+${quote}` }),
  at('the true line, composed in another way', {
    quote: quote.replace('é', 'e\u0301').replace('Good', 'Goo\u0064\u0301'),
  }),
  at('a quote of blanks', { quote: '   ' }),
  at('a quote of a sign', { quote: '`' }),
  at('a quote of a bracket', { quote: ')' }),
  at('a quote of a short word', { quote: 'name' }),
  at('a quote of a return', { quote: '\r' }),
  at('the header of the file', { quote: `+++ b/${file}` }),
  at('the header of the hunk', { quote: '@@ -10,3 +10,3 @@' }),
  at('the line of another file', { file: 'src/mail/other.ts' }),
  at('the line of a file with a way round', { file: 'src/mail/../mail/greeting.ts' }),
  at('the line of a file with a dot before it', { file: './src/mail/greeting.ts' }),
  at('the line of a file in other letters', { file: 'SRC/mail/greeting.ts' }),
  at('the line of a file of the machine', { file: '/etc/passwd' }),
  at('the line above', { line: 10 }),
  at('the line below', { line: 12 }),
  at('a line far below', { line: 9_007_199_254_740_991 }),
];
