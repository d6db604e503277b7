// The live page: receives the server's messages and shows them.
import { LANGUAGES, type Language, languageOfLocale } from "../../units/text.ts";
import type { Frame, Hello, ToPage } from "../frames.ts";
import { History } from "../history.ts";
import { ActivityView } from "./activity-view.ts";
import { ClusterView } from "./cluster-view.ts";
import { byId, setAttribute, setText } from "./dom.ts";
import { type ConnectionState, connectLive } from "./live-connection.ts";
import { SendForm } from "./send-form.ts";
import { SweepView } from "./sweep-view.ts";
import type { PageTexts } from "../../messages/page.ts";
import { ThreadsView } from "./threads-view.ts";
import { wordsFor } from "./words.ts";

const LANGUAGE_KEY = "escalera-language";
/** Time between two steps of the animations; longer for readers who ask for reduced motion. */
const MOVE_MS = matchMedia("(prefers-reduced-motion: reduce)").matches ? 500 : 33;
/** Time between two updates of texts and charts, however often frames come: charts are the most expensive part. */
const SHOW_MS = 250;

const history = new History();
const threads = new ThreadsView(byId("threads"));
const activityView = new ActivityView();
const sweepView = new SweepView();
const clusterView = new ClusterView(byId("boxes"));
let hello: Hello | undefined;
let frame: Frame | undefined;
let state: ConnectionState = "connecting";
/** The server's clock minus the browser's, ms. */
let clockOffsetMs = Number.NEGATIVE_INFINITY;
let words = wordsFor(chosenLanguage() ?? languageOfLocale(navigator.language));
let shownAtMs = 0;
let movedAtMs = 0;

const connection = connectLive(hear, (next) => {
  state = next;
  showState();
  // What came last stays on the page.
  show();
});
const form = new SendForm(connection, () => words);
for (const button of document.querySelectorAll<HTMLElement>("[data-lang]")) {
  button.addEventListener("click", () => {
    const picked = LANGUAGES.find((known) => known === button.dataset["lang"]);
    if (picked === undefined) return;
    sessionStorage.setItem(LANGUAGE_KEY, picked);
    speak(picked);
  });
}
speak(words.texts.language);
requestAnimationFrame(move);

function hear(message: ToPage): void {
  switch (message.type) {
    case "hello":
      // After a reconnection the server sends everything again.
      history.clear();
      sweepView.clear();
      hello = message;
      clockOffsetMs = Number.NEGATIVE_INFINITY;
      speak(words.texts.language);
      break;
    case "frame":
      frame = message;
      // The frame with the shortest transit time gives the best estimate of the server's clock.
      clockOffsetMs = Math.max(clockOffsetMs - 1, message.atMs - performance.now());
      history.add(message.increments ?? []);
      if (message.sweep !== undefined) sweepView.add(message.sweep);
      break;
    case "sent":
      form.sent(message);
      break;
    case "bye":
      break;
    default:
      message satisfies never;
  }
}

function show(): void {
  if (hello?.form === "sweep") sweepView.show(words);
  if (frame?.activity === undefined) return;
  const { activity, members, flow } = frame;
  byId("topology").hidden = members === undefined;
  if (members !== undefined && flow !== undefined) {
    clusterView.show(members, activity.connections, flow, words);
  }
  byId("activity").hidden = false;
  byId("tiles").hidden = false;
  threads.show(activity.groups, words);
  const nowMs = performance.now() + clockOffsetMs;
  const inHand = activity.waiting + activity.running;
  const count = activity.groups.reduce((sum, group) => sum + group.threads.length, 0);
  const capacity = { threads: count, serviceMs: hello?.serviceMs ?? null };
  const stairs = history.stairs(nowMs, inHand, capacity);
  activityView.show(activity, stairs, history.depth(nowMs, inHand, count), words);
}

/** Moves the progress of the tasks, and shows what has come since the last time. */
function move(atMs: number): void {
  requestAnimationFrame(move);
  if (state !== "connected") return;
  if (atMs - movedAtMs >= MOVE_MS) {
    movedAtMs = atMs;
    threads.move(performance.now() + clockOffsetMs, hello?.serviceMs ?? null, words);
  }
  if (atMs - shownAtMs >= SHOW_MS) {
    shownAtMs = atMs;
    show();
  }
}

function showState(): void {
  const place = byId("state");
  setText(place, words.texts[state]);
  place.className = `state ${state}`;
  document.body.classList.toggle("stale", state !== "connected");
}

function speak(next: Language): void {
  words = wordsFor(next);
  document.documentElement.lang = next;
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    setText(element, wordOf(element.dataset["text"]));
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-label]")) {
    setAttribute(element, "aria-label", wordOf(element.dataset["label"]));
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-lang]")) {
    setAttribute(button, "aria-pressed", String(button.dataset["lang"] === next));
  }
  if (hello !== undefined) {
    const work = hello.work === "" ? "" : ` · ${words.texts.eachTask(hello.work)}`;
    setText(byId("address"), `${hello.address}${work}`);
    document.title = `Escalera ${hello.address}`;
    byId("send").hidden = !hello.canSend;
    byId("readonly").hidden = hello.canSend || hello.form === "sweep";
    byId("sweep").hidden = hello.form !== "sweep";
  }
  activityView.showWords(words);
  showState();
  show();
}

function wordOf(key: string | undefined): string {
  const word = key === undefined ? undefined : words.texts[key as keyof PageTexts];
  return typeof word === "string" ? word : "";
}

/** The language that the reader has picked on the page, in this session of the browser. */
function chosenLanguage(): Language | undefined {
  const kept = sessionStorage.getItem(LANGUAGE_KEY);
  return LANGUAGES.find((known) => known === kept);
}
