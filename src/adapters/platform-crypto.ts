/** Loaded when it is asked for: most commands neither hash nor draw lots. */
const crypto = () => process.getBuiltinModule('node:crypto');

export const randomLetters = (count: number): string => {
  const { randomInt } = crypto();
  return Array.from({ length: count }, () => String.fromCharCode(97 + randomInt(26))).join('');
};

export const sha256 = () => {
  const hash = crypto().createHash('sha256');
  return { update: (bytes: string | Uint8Array) => void hash.update(bytes), hex: (): string => hash.digest('hex') };
};
