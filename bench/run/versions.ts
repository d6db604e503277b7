// Versions of the files that runs leave: each is raised whenever a field changes its meaning or goes away.

/** Of run.json, of a sweep or a load, and of compare.json. */
export const SCHEMA_VERSION = 3;

/** Of queue.json. */
export const QUEUE_SCHEMA_VERSION = 1;

/** Of peers.json. */
export const PEERS_SCHEMA_VERSION = 2;
