// What `--help` says, in Spanish.
import type { Help } from "../en/help.ts";

export const spanish: Help = {
  examples: "Ejemplos:",
  helpOption: "muestra esta ayuda",
  langOption: "idioma de lo que se muestra: en o es (por defecto: el del entorno, LANG)",
  usage: "Uso:",
  arguments: "Argumentos:",
  options: "Opciones:",
  commands: "Comandos:",
  default: "por defecto",
  optionsWord: "opciones",
  commandWord: "comando",
  unknownOption: (flag) => `opción desconocida: ${flag}`,
  unknownCommand: (name) => `comando desconocido: ${name}`,
  didYouMean: (name) => `¿quiso decir ${name}?`,
  missingValue: (flag) => `${flag} necesita un valor`,
  missingArgument: (name) => `falta un argumento: ${name}`,
  tooManyArguments: (given) => `sobran argumentos: ${given}`,
};
