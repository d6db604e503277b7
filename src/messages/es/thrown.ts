// What a task or its module threw, in Spanish.
import type { ThrownTexts } from "../en/thrown.ts";

export const spanish: ThrownTexts = {
  thrown: (shown) => `se lanzó ${shown}`,
  unshowable: "se lanzó un valor que no se puede mostrar",
  withCause: (message, cause) => `${message} (causa: ${cause})`,
  noDefaultFunction: "no exporta por defecto (export default) una función",
  threadExited: (exitCode) => `el hilo terminó con el código ${exitCode}`,
};
