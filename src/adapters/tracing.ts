import { context, propagation, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Spanned, Tracing } from '../ports/tracing.ts';

/** How long spans may take to be sent: the last ones hold a process up for so long at most. */
const END_MS = 2_000;

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

/** Spans over OTLP, to where the usual OTEL_… variables say; their names and limits are OpenTelemetry's. */
export const otlpTracing = (version: string): Tracing => {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': process.env['OTEL_SERVICE_NAME'] || 'rampart',
      'service.version': version,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ timeoutMillis: END_MS }) })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const tracer = provider.getTracer('rampart', version);
  return {
    span: (about, act) => within(tracer, about, act),
    end: async () => {
      const patience = new Promise<void>((resolve) => setTimeout(resolve, END_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), patience]);
    },
  };
};

const within = <T>(
  tracer: Tracer,
  { name, is = 'internal', attributes = {}, from }: Spanned,
  act: () => Promise<T>,
) => {
  const parent = from ? propagation.extract(context.active(), from) : context.active();
  const span = tracer.startSpan(name, { kind: KINDS[is], attributes: { ...attributes } }, parent);
  return context.with(trace.setSpan(parent, span), () => ended(span, act));
};

const ended = async <T>(span: Span, act: () => Promise<T>): Promise<T> => {
  try {
    const done = await act();
    const code = problemCode(done);
    if (code !== undefined) span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR });
    return done;
  } catch (error) {
    span.setAttribute('error.type', 'thrown').setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};

/** Of a result that failed; messages hold what people and servers wrote, and stay here. */
const problemCode = (done: unknown): string | undefined => {
  if (typeof done !== 'object' || done === null || !('ok' in done) || done.ok !== false) return undefined;
  const [first] = 'problems' in done && Array.isArray(done.problems) ? done.problems : [];
  return typeof first?.code === 'string' ? first.code : 'unsaid';
};
