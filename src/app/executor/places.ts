import type { Plan } from '../../core/plan/plan.ts';
import { inFolder } from '../folders.ts';
import type { Ports } from '../operation.ts';
import type { Places } from './world.ts';

type Named = {
  readonly flags?: string | undefined;
  readonly metrics?: string | undefined;
  readonly checks?: string | undefined;
};

const DEFAULT_FLAGS = 'flags.json';

/** Where things are, as said, as this machine is set up, or as is usual. Whole paths: the next turn may be taken from another folder. */
export const placesFor = ({ flags }: Plan, named: Named, ports: Ports): Places => {
  const at = (what: 'flags' | 'metrics' | 'checks'): string | undefined => {
    const said = named[what] ?? ports.usual(what) ?? (what === 'flags' ? DEFAULT_FLAGS : undefined);
    return said === undefined || isWhole(said) ? said : inFolder(ports.folder, said);
  };
  const [flagsAt, metrics, checks] = [flags.length > 0 ? at('flags') : undefined, at('metrics'), at('checks')];
  return {
    ...(flagsAt === undefined ? {} : { flags: flagsAt }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(checks === undefined ? {} : { checks }),
  };
};

const isWhole = (path: string): boolean => /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
