// The configuration of a Ceph of one node: a monitor, one disk that is a file, and the S3 gateway. Pure.
export interface CephSettings {
  readonly folder: string;
  /** Id of the Ceph cluster: any UUID. */
  readonly fsid: string;
  readonly monitorPort: number;
  readonly gatewayPort: number;
  /** The OSD takes its ports from this range, `last` included. */
  readonly firstPort: number;
  readonly lastPort: number;
  /** `bluestore` keeps objects on disk, `memstore` until it stops. */
  readonly store: "bluestore" | "memstore";
}

/** The monitor's address, in the form of its map and its clients. */
export function monitorAddress(port: number): string {
  return `[v2:127.0.0.1:${port}/0]`;
}

/** ceph.conf. On the loopback, encryption and authentication between the daemons protect nothing. */
export function cephConfig(settings: CephSettings): string {
  return `${globalSection(settings)}\n${daemonSections(settings)}`;
}

/** Without the two paxos settings the monitor waits about a second before each change of its maps: dozens in a start. */
function globalSection({ folder, fsid, monitorPort, firstPort, lastPort }: CephSettings): string {
  return `[global]
fsid = ${fsid}
mon host = ${monitorAddress(monitorPort)}
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = true
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms mon client mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
ms bind ipv4 = true
ms bind ipv6 = false
ms bind port min = ${firstPort}
ms bind port max = ${lastPort}
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
pid file = ${folder}/run/$name.pid
log file = ${folder}/log/$name.log
crash dir = ${folder}/run
keyring = ${folder}/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 2000
mon osd min down reporters = 1
paxos propose interval = 0.02
paxos min wait = 0.01
`;
}

function daemonSections({ folder, store, gatewayPort }: CephSettings): string {
  return `[mon]
mon data = ${folder}/mon
mon data avail warn = 1
mon data avail crit = 1

[osd]
osd data = ${folder}/osd
osd objectstore = ${store}
memstore device bytes = 2147483648
bluestore block size = 4294967296
bluestore block create = true
bluestore cache autotune = false
bluestore cache size = 67108864
osd memory target = 939524096
osd class load list = *
osd class default list = *
osd op num shards = 2

[client.rgw.a]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${gatewayPort} tcp_nodelay=1
rgw thread pool size = 32
rgw enable usage log = false
rgw enable ops log = false
rgw lc debug interval = -1
rgw dns name =
debug rgw = 0
`;
}
