import type { Canvas } from './drawing.ts';

/** The terminal that this process sits in. */
export const canvasOn = ({ out, colour }: Pick<Canvas, 'out' | 'colour'>): Canvas => ({
  out,
  colour,
  size: () => ({ columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 }),
  hush: () => void process.stdin.setRawMode(true),
  load: async () => {
    // React asks once, when it is loaded, whether to check everything twice. Nothing that is started from here sees it.
    const { NODE_ENV: before } = process.env;
    Object.assign(process.env, { NODE_ENV: 'production' });
    const { mount } = await import('./mount.tsx');
    if (before === undefined) Reflect.deleteProperty(process.env, 'NODE_ENV');
    else Object.assign(process.env, { NODE_ENV: before });
    return mount;
  },
});
