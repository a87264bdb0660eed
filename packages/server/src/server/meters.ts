import type { Clock } from '../clock.ts';
import { Figures } from '../figures.ts';
import { idleMeter, type Meter } from '../meter.ts';
import { type Census, Metrics } from '../metrics/metrics.ts';
import { type ServerOptions, sitesOf } from '../options.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** All that is counted on a server: for Prometheus, and for the admin page, where these are wanted. */
export class Meters {
  readonly metrics: Metrics | undefined;
  readonly #telemetry: Telemetry | undefined;
  readonly #figures: ReadonlyMap<string, Figures>;

  /** @param worker number of this process among those that share its ports */
  constructor(
    options: ServerOptions,
    clock: Clock,
    census: () => ReadonlyMap<string, Census>,
    worker?: number,
    telemetry?: Telemetry,
  ) {
    this.#telemetry = telemetry;
    const labels = worker === undefined ? {} : { worker: String(worker) };
    this.metrics = options.metrics ? new Metrics(census, labels) : undefined;
    this.#figures = new Map(
      (options.admin ? ['', ...sitesOf(options).keys()] : []).map((site) => [
        site,
        new Figures(this.#counting(site), () => clock.now()),
      ]),
    );
  }

  /** What counts for a site: under "" for those of whom it isn't known whose they are. */
  of(site: string): Meter {
    return this.#figures.get(site) ?? this.#counting(site);
  }

  figuresOf(site: string): Figures | undefined {
    return this.#figures.get(site);
  }

  #counting(site: string): Meter {
    const counted =
      site === '' ? this.metrics && { ...idleMeter, ...this.metrics.unknown } : this.metrics?.of(site);
    return this.#telemetry?.meterOf(site, counted ?? idleMeter) ?? counted ?? idleMeter;
  }
}
