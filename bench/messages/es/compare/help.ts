// `bun bench compare --help`, in Spanish.
import type { CompareHelp } from "../../en/compare/help.ts";

export const spanish: CompareHelp = {
  description:
    "Informa para cada métrica si B es mejor o peor que A, por cuánto y con qué confianza.",
  runs: "dos mediciones guardadas de bun bench load: carpetas, nombres de carpetas de --out, o etiquetas",
  a: "mide A: las opciones de bun bench load, en un solo texto",
  b: "mide B",
  repeat: "mediciones de cada lado, por turnos: A B B A …",
  tolerance: "cuánto peor puede ser B; más allá, el código de salida es 99",
  allowUnknown: "muy pocos datos para comparar no hacen fallar: código 0 en lugar de 3",
  format: "salida: text, markdown (para un pull request) o json",
  out: "dónde se crea la carpeta de la comparación",
  label: "parte del nombre de la comparación",
  examples: [
    "bun bench compare results/20260102T030405Z-load-before results/20260102T040506Z-load-after",
    "                           dos mediciones guardadas, por bloques de su tiempo",
    "bun bench compare --a \"tcp://127.0.0.1:6379 --send 'PING\\r\\n' -d 5s\" \\",
    "                  --b \"tcp://127.0.0.1:6380 --send 'PING\\r\\n' -d 5s\" --repeat 7",
    "                           las dos por turnos, para que las perturbaciones de la máquina afecten a ambas",
    "bun bench compare before after --tolerance 10% --format markdown",
    "                           dos etiquetas, para un comentario en un pull request",
    "",
    "Códigos de salida: 0 no es peor más allá de la tolerancia, 2 uso incorrecto, 3 muy pocos datos para comparar, o",
    "una medición inválida (el límite fue el generador), 4 no se midió nada, 70 un defecto, 99 peor más allá de la",
    "tolerancia, 130 interrumpida (se conserva lo medido).",
  ],
};
