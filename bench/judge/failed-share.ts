/** More failed requests than this share fail a sweep or a load, unless --allow-errors or a threshold on errors is given. */
export const FAILED_SHARE_ALLOWED = 0.01;
