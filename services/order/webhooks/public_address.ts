import { BlockList, isIPv4, isIPv6 } from "node:net";

/** IPv4 that is not on the public internet: IANA's special-purpose registry, multicast, and what is reserved. */
const SPECIAL_V4 = blockList("ipv4", [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
]);
/** All of IPv6 that is given out. Addresses that hold an IPv4 one ("::ffff:10.0.0.1", NAT64) are outside. */
const GLOBAL_V6 = blockList("ipv6", ["2000::/3"]);
/** And what of it is not public: Teredo and other protocols, documentation, 6to4, SRv6. */
const SPECIAL_V6 = blockList("ipv6", ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);
const LOOPBACK = blockList("ipv4", ["127.0.0.0/8"]);

/** Whether an IP address is one of the public internet, rather than of this machine, a local network or nobody's. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !SPECIAL_V4.check(address, "ipv4");
  return isIPv6(address) && GLOBAL_V6.check(address, "ipv6") && !SPECIAL_V6.check(address, "ipv6");
}

/** Whether an IP address is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === "::1" || (isIPv4(address) && LOOPBACK.check(address, "ipv4"));
}

function blockList(family: "ipv4" | "ipv6", subnets: string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address, bits] = subnet.split("/");
    list.addSubnet(address!, Number(bits), family);
  }
  return list;
}
