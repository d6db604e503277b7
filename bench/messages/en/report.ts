// What the reports of all commands share, in English.

export const english = {
  /** Above the pictures, and the fold that holds most of them in markdown. */
  pictures: "Pictures",
  morePictures: (titles: string) => `More pictures: ${titles}`,
  pictureNotDrawn: "This picture was not drawn.",
  warnings: "Warnings",
  runNotEnded: "The run has not ended, so there is no verdict yet.",
  nothingJudged: "There was nothing to judge.",
  /** To the left and right of a table that is wider than the screen. */
  scrollable: "Scrollable table",
};

export type ReportTexts = typeof english;
