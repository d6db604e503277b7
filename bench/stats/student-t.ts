// Student's t for whole degrees of freedom: what few units make of a normal interval.

/**
 * Chance that |t| is exceeded, both sides together; the finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4, exact to
 * about 1e-15. `degrees` is cut to a whole number.
 * @throws {RangeError} if `degrees` is below 1.
 */
export function studentTwoSided(t: number, degrees: number): number {
  const freedom = Math.floor(degrees);
  if (!(freedom >= 1)) throw new RangeError(`${degrees} degrees of freedom are too few`);
  const angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const cosine = Math.cos(angle);
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 2 : 1; k <= freedom - 3; k += 2) {
    term *= (k / (k + 1)) * cosine ** 2;
    sum += term;
  }
  const within = Math.sin(angle) * sum;
  return Math.max(0, 1 - (isOdd ? (2 / Math.PI) * (angle + within) : within));
}

/**
 * The t that |t| exceeds with this chance, both sides together: 0.05 gives the factor of a 95 % interval.
 * @throws {RangeError} if `degrees` is below 1 or `chance` not within (0, 1).
 */
export function studentQuantile(chance: number, degrees: number): number {
  if (!(chance > 0 && chance < 1)) throw new RangeError(`${chance} is no chance`);
  let low = 0;
  let high = 1;
  while (studentTwoSided(high, degrees) > chance) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degrees) > chance) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Degrees of freedom of a difference of two independent means (Welch, The generalization of "Student's" problem, 1947), from
 * the squared standard error of each and the number of units that it rests on, which may be an effective one.
 */
export function welchDegrees(
  squaredErrorA: number,
  squaredErrorB: number,
  unitsA: number,
  unitsB: number,
): number {
  const ofA = Math.max(1, Math.round(unitsA) - 1);
  const ofB = Math.max(1, Math.round(unitsB) - 1);
  const degrees =
    (squaredErrorA + squaredErrorB) ** 2 / (squaredErrorA ** 2 / ofA + squaredErrorB ** 2 / ofB);
  // Not finite where nothing varies, or where an error has no end.
  return Number.isFinite(degrees) ? degrees : Math.min(ofA, ofB);
}
