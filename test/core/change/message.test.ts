import { describe, expect, it } from 'vitest';
import { readAll, SIMPLE } from './read.ts';

const SHA = 'f4ca4b04ea475f6c973d2b9319fee617a7e8b21b';
const LOG = `commit ${SHA} (HEAD -> main)
Author: Ada L <ada@example.org>
Date:   Fri Nov 20 22:25:12 2026 +0000

    Round the tax up

    Because of the law.
    diff --git a/fake b/fake

`;
const MAIL = `From ${SHA} Mon Sep 17 00:00:00 2001
From: Ada L <ada@example.org>
Date: Fri, 20 Nov 2026 22:25:12 +0000
Subject: [PATCH v2 1/2] =?UTF-8?q?Gr=C3=B6=C3=9Fe?= of the tax,
 a long subject
MIME-Version: 1.0

Because of the law.
---
 src/pay.ts | 3 ++-
 1 file changed, 2 insertions(+), 1 deletion(-)

`;
const SIGNATURE = '-- \n2.39.5\n\n';

describe('what a stream says of itself', () => {
  it('is read from git show and git log', () => {
    const { header, files, unread } = readAll(LOG + SIMPLE);
    expect(header).toMatchObject({
      title: 'Round the tax up',
      author: 'Ada L <ada@example.org>',
      commit: SHA,
      commits: 1,
    });
    expect(header.description).toBe('Because of the law.\ndiff --git a/fake b/fake');
    expect(files.map((file) => file.path)).toEqual(['src/pay.ts']);
    expect(unread).toEqual([]);
  });

  it('is read from git format-patch', () => {
    const { header, files, unread } = readAll(MAIL + SIMPLE + SIGNATURE);
    expect(header).toMatchObject({
      title: 'Größe of the tax, a long subject',
      description: 'Because of the law.',
      commits: 1,
    });
    expect(files.map((file) => file.unread)).toEqual([undefined]);
    expect(unread).toEqual([]);
  });

  it('is read for several commits in one stream', () => {
    const second = MAIL.replace(SHA, SHA.replaceAll('f', '0')).replace(
      '1/2] =?UTF-8?q?Gr=C3=B6=C3=9Fe?= of',
      '2/2] Print',
    );
    const { header, files, unread } = readAll(
      MAIL + SIMPLE + SIGNATURE + second + SIMPLE.replaceAll('pay', 'tax') + SIGNATURE,
    );
    expect(header).toMatchObject({ title: 'Größe of the tax, a long subject', commit: undefined, commits: 2 });
    expect(header.description).toContain('Print the tax');
    expect(files.map((file) => file.path)).toEqual(['src/pay.ts', 'src/tax.ts']);
    expect(unread).toEqual([]);
  });

  it('is passed over where git prints statistics', () => {
    const stat = ' src/pay.ts | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n\n';
    expect(readAll(LOG + '---\n' + stat + SIMPLE).unread).toEqual([]);
    expect(readAll(stat + SIMPLE).unread).toEqual([]);
  });

  it('is bounded', () => {
    const long = LOG.replace('    Because', '    many words\n'.repeat(50_000) + '    Because');
    const { header, files } = readAll(long + SIMPLE);
    expect(header.description.length).toBeLessThanOrEqual(65_536);
    expect(files).toHaveLength(1);
  });
});
