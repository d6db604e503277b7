// Service times: a constant or a distribution, drawn as a pure function of (seed, i).
import { formatDurationOption, MAX_DURATION_NS, type Ns, parseDuration } from "./duration.ts";
import { OptionsError } from "./options-error.ts";
import { problems } from "./problems.ts";
import { uniform } from "./random.ts";

/** `exp` has this mean; `lognormal` has this median and `sigma` as the deviation of its logarithm. */
export type ServiceTime =
  | { readonly kind: "constant"; readonly serviceNs: Ns }
  | { readonly kind: "exp"; readonly meanNs: Ns }
  | { readonly kind: "uniform"; readonly minNs: Ns; readonly maxNs: Ns }
  | { readonly kind: "lognormal"; readonly medianNs: Ns; readonly sigma: number };

/**
 * Reads "3s", "exp:300ms", "uniform:100ms..500ms", "lognormal:300ms,0.5".
 * @throws {OptionsError} if the text is none of these.
 */
export function parseServiceTime(text: string): ServiceTime {
  const [kind = "", rest] = text.split(/:(.*)/s);
  if (rest === undefined) return { kind: "constant", serviceNs: parseDuration(text) };
  if (kind === "exp") return { kind, meanNs: parseDuration(rest) };
  if (kind === "uniform") {
    const [min, max, extra] = rest.split("..");
    if (min !== undefined && max !== undefined && extra === undefined) {
      const minNs = parseDuration(min);
      const maxNs = parseDuration(max);
      if (minNs <= maxNs) return { kind, minNs, maxNs };
      throw new OptionsError(problems.unordered(text, min, max));
    }
  }
  if (kind === "lognormal") {
    const [median, sigma, extra] = rest.split(",");
    const deviation = sigma?.trim() ? Number(sigma) : Number.NaN;
    if (median !== undefined && extra === undefined && deviation >= 0 && deviation <= 5) {
      return { kind, medianNs: parseDuration(median), sigma: deviation };
    }
  }
  throw new OptionsError(problems.notAServiceTime(text));
}

/** The text that `parseServiceTime` reads back. */
export function formatServiceTime(service: ServiceTime): string {
  switch (service.kind) {
    case "constant":
      return formatDurationOption(service.serviceNs);
    case "exp":
      return `exp:${formatDurationOption(service.meanNs)}`;
    case "uniform":
      return `uniform:${formatDurationOption(service.minNs)}..${formatDurationOption(service.maxNs)}`;
    case "lognormal":
      return `lognormal:${formatDurationOption(service.medianNs)},${service.sigma}`;
    default:
      return service satisfies never;
  }
}

/** Mean service time, in ns (lognormal: median · exp(sigma² / 2)). */
export function meanServiceNs(service: ServiceTime): Ns {
  switch (service.kind) {
    case "constant":
      return service.serviceNs;
    case "exp":
      return service.meanNs;
    case "uniform":
      return (service.minNs + service.maxNs) / 2;
    case "lognormal":
      return service.medianNs * Math.exp(service.sigma ** 2 / 2);
    default:
      return service satisfies never;
  }
}

/** Service time of task `i` (from 0) under `seed`: integer ns, cut at 24 h. */
export function drawServiceNs(service: ServiceTime, seed: number, i: number): Ns {
  switch (service.kind) {
    case "constant":
      return service.serviceNs;
    case "exp":
      return cut(-service.meanNs * Math.log(uniform(seed, i)));
    case "uniform":
      return cut(service.minNs + (service.maxNs - service.minNs) * uniform(seed, i));
    case "lognormal": {
      // Box–Muller: two uniform draws make one normal draw.
      const radius = Math.sqrt(-2 * Math.log(uniform(seed, i, 0)));
      const normal = radius * Math.cos(2 * Math.PI * uniform(seed, i, 1));
      return cut(service.medianNs * Math.exp(service.sigma * normal));
    }
    default:
      return service satisfies never;
  }
}

function cut(durationNs: number): Ns {
  return Math.min(Math.round(durationNs), MAX_DURATION_NS);
}

/** A service time that is hardly ever exceeded. */
export function longestServiceNs(service: ServiceTime): Ns {
  switch (service.kind) {
    case "constant":
      return service.serviceNs;
    case "uniform":
      return service.maxNs;
    case "exp":
      // One draw in a million is longer than 14 means.
      return 14 * service.meanNs;
    case "lognormal":
      return service.medianNs * Math.exp(5 * service.sigma);
    default:
      return service satisfies never;
  }
}
