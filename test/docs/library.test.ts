import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at('docs/library.md'), 'utf8');

/** The program is compiled with everything else, against the names that the package exports; here it runs as it stands. */
describe('docs/library.md', () => {
  it('shows the example as it is', () => {
    expect(page).toContain(`\`\`\`ts\n${readFileSync(at('examples/library.ts'), 'utf8')}\`\`\``);
  });

  it('shows what the example prints', () => {
    const printed = execFileSync(process.execPath, [at('examples/library.ts')], { encoding: 'utf8' });
    expect(page).toContain(`\`\`\`text\n${printed}\`\`\``);
  });
});
