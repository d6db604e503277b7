// Problems of values that the user typed, in both languages.
import { type Text } from "./text.ts";

/** Each returns what is wrong with the value as typed, the limit, and how to write it. */
export const problems = {
  notADuration: (text: string): Text => ({
    en: `"${text}" is not a duration (write it like 250us, 300ms, 3s, 2m)`,
    es: `"${text}" no es una duración (escríbala como 250us, 300ms, 3s, 2m)`,
  }),
  durationTooLong: (text: string, limit: string): Text => ({
    en: `"${text}" is longer than the limit of ${limit}`,
    es: `"${text}" supera el límite de ${limit}`,
  }),
  notASize: (text: string): Text => ({
    en: `"${text}" is not a size (write it like 512, 64KiB, 1MiB)`,
    es: `"${text}" no es un tamaño (escríbalo como 512, 64KiB, 1MiB)`,
  }),
  notACount: (text: string, min: number, max: number): Text => ({
    en: `"${text}" is not a whole number from ${min} to ${max}`,
    es: `"${text}" no es un número entero de ${min} a ${max}`,
  }),
  notARate: (text: string): Text => ({
    en: `"${text}" is not a rate from 0 to 10M/s (write it like 1000/s, 2k/s, 60/min, 3600/h)`,
    es: `"${text}" no es una tasa de 0 a 10M/s (escríbala como 1000/s, 2k/s, 60/min, 3600/h)`,
  }),
  unordered: (text: string, min: string, max: string): Text => ({
    en: `"${text}": ${min} is longer than ${max}`,
    es: `"${text}": ${min} es más largo que ${max}`,
  }),
  notAServiceTime: (text: string): Text => ({
    en: `"${text}" is not a service time (write it like 3s, exp:300ms, uniform:100ms..500ms, lognormal:300ms,0.5)`,
    es: `"${text}" no es un tiempo de servicio (escríbalo como 3s, exp:300ms, uniform:100ms..500ms, lognormal:300ms,0.5)`,
  }),
  notAnAddressRange: (text: string): Text => ({
    en: `"${text}" is not an address or range (write it like 192.0.2.7, 10.0.0.0/8, 2001:db8::/32)`,
    es: `"${text}" no es una dirección ni un rango (escríbalo como 192.0.2.7, 10.0.0.0/8, 2001:db8::/32)`,
  }),
  prefixOutOfRange: (text: string, prefix: string, min: number, max: number): Text => ({
    en: `"${text}": "/${prefix}" is not from /${min} to /${max}`,
    es: `"${text}": "/${prefix}" no va de /${min} a /${max}`,
  }),
  bitsBeyondPrefix: (text: string, prefix: string): Text => ({
    en: `"${text}" has bits beyond /${prefix}: write one address without a prefix, or a network's first address`,
    es: `"${text}" tiene bits más allá de /${prefix}: escriba una dirección sin prefijo, o la primera dirección de una red`,
  }),
} as const;
