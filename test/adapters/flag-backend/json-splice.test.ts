import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withMember } from '../../../src/adapters/flag-backend/json-splice.ts';

it('setting a member of any JSON text changes that member and nothing else', () => {
  const key = fc.constantFrom('a', 'b"', '\\', 'ü', '{', '');
  const inner = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  fc.assert(
    fc.property(inner, key, fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (held, name, value, indent) => {
      const text = JSON.stringify({ before: '}{"', x: held, after: [1, '"'] }, null, indent);
      const changed = withMember(text, ['x', name], value);
      expect(JSON.parse(changed)).toEqual(
        JSON.parse(JSON.stringify({ ...JSON.parse(text), x: { ...held, [name]: value } })),
      );
      expect(withMember(changed, ['x', name], value)).toBe(changed);
    }),
  );
});
