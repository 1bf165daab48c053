import { ok, type Result } from '../core/problem.ts';
import type { Attributes, Tracing } from '../ports/tracing.ts';
import type { Ports } from './operation.ts';

/** The same ports, and a span around each call of a log, a flag system or a metric source. */
export const tracedPorts = (ports: Ports, { span }: Tracing): Ports => ({
  ...ports,
  span,
  openLog: async (...given) => opened(await ports.openLog(...given), { of: 'log', is: {} }, span),
  openFlags: async (backend, place, log) =>
    opened(await ports.openFlags(backend, place, log), { of: 'flags', is: { 'rampart.backend': backend } }, span),
  openMetrics: async (...given) => opened(await ports.openMetrics(...given), { of: 'metrics', is: {} }, span),
});

type About = { readonly of: string; readonly is: Attributes };

const opened = <Port extends object>(port: Result<Port>, about: About, span: Tracing['span']): Result<Port> =>
  port.ok ? ok(tracedPort(port.value, about, span), port.warnings) : port;

/** Ports are objects of functions and plain values; each function gets a span of its name. */
const tracedPort = <Port extends object>(port: Port, { of, is }: About, span: Tracing['span']): Port =>
  Object.fromEntries(
    Object.entries(port).map(([name, part]) => [
      name,
      typeof part === 'function'
        ? (...given: unknown[]) => span({ name: `${of}.${name}`, is: 'client', attributes: is }, () => part(...given))
        : part,
    ]),
  ) as Port;
