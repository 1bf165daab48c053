/**
 * The normal quantile, by Wichura's rational approximation AS 241 (PPND16): about 16 digits over the whole range.
 * The libraries at hand were wrong in the third digit or untyped; see docs/decisions.
 */
export const normalQuantile = (p: number): number => {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  return Math.sign(q) * (r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5));
};

type Polynomials = readonly [above: readonly number[], below: readonly number[]];

const CENTRE: Polynomials = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
];
const MIDDLE: Polynomials = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const TAIL: Polynomials = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];

const ratio = ([above, below]: Polynomials, x: number): number => horner(above, x) / horner(below, x);

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

export type Question = {
  /** The primary metric today, in percent. */
  readonly baselinePercent: number;
  /** The smallest change worth seeing, relative, in percent. */
  readonly effectPercent: number;
  readonly alpha: number;
  readonly power: number;
  /** Shares of the arms in percent; the first is control. */
  readonly shares: readonly number[];
};

/**
 * Users needed in all arms together, for a two-sided comparison of two proportions, each arm against control.
 * With several treatments alpha is divided among them; with unequal shares the smallest arm decides.
 */
export const sampleSize = ({ baselinePercent, effectPercent, alpha, power, shares }: Question): number => {
  const p1 = baselinePercent / 100;
  const p2 = Math.min(p1 * (1 + effectPercent / 100), 0.999_999);
  const mean = (p1 + p2) / 2;
  const zAlpha = normalQuantile(1 - alpha / (2 * Math.max(1, shares.length - 1)));
  const zPower = normalQuantile(power);
  const spread = zAlpha * Math.sqrt(2 * mean * (1 - mean)) + zPower * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  const perArm = Math.ceil((spread / (p2 - p1)) ** 2);
  return Math.ceil((perArm * 100) / Math.min(...shares));
};
