/** A share as a length; the number stands beside it. */
export const Bar = ({ share, tone }: { readonly share: number; readonly tone: string }) => (
  <span class={`bar ${tone}`} aria-hidden="true">
    <span style={{ width: `${Math.round(1000 * Math.max(0, Math.min(1, share))) / 10}%` }} />
  </span>
);
