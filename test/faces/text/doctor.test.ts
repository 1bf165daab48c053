import { describe, expect, it } from 'vitest';
import type { Examined } from '../../../src/app/doctor.ts';
import { doctorText } from '../../../src/faces/text/doctor.ts';
import { golden } from '../../helpers/golden.ts';
import { loadTemplate } from '../../helpers/templates.ts';

const EXAMINED: Examined = {
  schemaVersion: 1,
  ok: false,
  things: [
    { what: 'policy', name: 'rampart.yaml', state: 'works', says: '12 values are your own' },
    { what: 'log', name: 'sqlite', place: '.rampart/rampart.db', state: 'works', says: '3 rollouts, 1 under way' },
    {
      what: 'flags',
      name: 'unleash',
      place: 'https://unleash.example.com',
      state: 'fails',
      says: 'the server does not know us (401)',
      hint: 'look at UNLEASH_TOKEN: is it whole, and not expired?',
      secrets: [{ name: 'UNLEASH_TOKEN', needed: true, set: true }],
    },
    {
      what: 'metrics',
      name: 'prometheus',
      place: 'https://prometheus.example.com',
      state: 'works',
      says: 'version 3.5.0, it answers queries · 2 of 3 metrics can be asked for',
      secrets: [
        { name: 'PROMETHEUS_TOKEN', needed: false, set: false },
        { name: 'PROMETHEUS_USERNAME', needed: true, set: false },
      ],
    },
    { what: 'metric', name: 'error-rate', state: 'works', says: '812 samples of treatment, 15320 of control' },
    { what: 'metric', name: 'latency-p99', state: 'silent', says: 'treatment, p99: no such series now' },
    {
      what: 'metric',
      name: 'crash-rate',
      state: 'fails',
      says: 'nobody has observed "crahses_total" for a day\u001b[31m',
      hint: 'look at its queries in the policy, and at what the page of the source says of them',
    },
  ],
};

const text = (examined: Examined, width = 100) => doctorText(examined, loadTemplate, { width, colour: false });

describe('what the doctor says, for people', () => {
  it('is a line for each thing, the secrets, and what to do', async () => {
    const shown = await text(EXAMINED);
    expect(shown).toBe(await golden('doctor.txt', shown));
  });

  it('is short where all is well', async () => {
    const shown = await text({ schemaVersion: 1, ok: true, things: EXAMINED.things.slice(0, 2) });
    expect(shown).toBe(await golden('doctor-well.txt', shown));
  });

  it('fits a narrow terminal, and carries no escape of others', async () => {
    const shown = await text(EXAMINED, 60);
    expect(shown.split('\n').filter((line) => [...line].length > 60)).toEqual([]);
    expect(shown).not.toContain('\u001b');
  });
});
