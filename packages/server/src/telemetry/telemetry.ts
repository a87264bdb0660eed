import type { Meter } from '../meter.ts';
import type { Census } from '../metrics/metrics.ts';
import type { Tracer } from '../tracer.ts';
import { Instruments } from './instruments.ts';
import { spansOf } from './spans.ts';

/**
 * The server as OpenTelemetry sees it, through `@opentelemetry/api`.
 *
 * Where spans and figures go is decided by the SDK that was loaded before the server; without one they go nowhere.
 */
export class Telemetry {
  readonly #instruments: Instruments;

  /** @param census - counts what is there at each site, when the SDK asks */
  constructor(census: () => ReadonlyMap<string, Census>) {
    this.#instruments = new Instruments(census);
  }

  /** Follows what goes through a site. */
  tracerOf(site: string): Tracer {
    return spansOf(site);
  }

  /** Counts for a site, beside another meter. */
  meterOf(site: string, beside: Meter): Meter {
    return this.#instruments.of(site, beside);
  }
}
