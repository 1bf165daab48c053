import { Confirm } from '../parts/confirm.tsx';
import { type FlagAsking, flagActionCalled, flagForeseen, flagWarning } from './asking.ts';

type Given = {
  readonly asking: FlagAsking;
  readonly say: (asking: FlagAsking | undefined) => void;
  readonly send: (asking: FlagAsking) => void;
};

export const FlagDialog = ({ asking, say, send }: Given) => {
  const { label = '', tone } = flagActionCalled(asking.action) ?? {};
  return (
    <Confirm
      label={label}
      of={asking.flag.name}
      action={`${asking.action} ${asking.flag.name}`}
      tone={tone === 'danger' ? 'danger' : 'main'}
      thinking={asking}
      foreseen={flagForeseen(asking)}
      waits=""
      warning={flagWarning(asking)}
      needsReason
      change={(thinking) => say({ ...asking, ...thinking })}
      leave={() => say(undefined)}
      send={() => send(asking)}
    />
  );
};
