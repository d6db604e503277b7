// The harness's catalogues, for tests.
import { textsFor } from "../../bench/messages/texts.ts";

export const ENGLISH = textsFor("en");
export const SPANISH = textsFor("es");
