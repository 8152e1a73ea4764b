const NETWORK_GROUPS = 4;

/**
 * What an address is counted as. In IPv6 it is the network of 64 bits: whoever has one address there has all of it.
 *
 * @param address IPv4 or IPv6; anything else is given back as it is
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = (text: string) => text === "" ? [] : text.split(":");
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(Math.max(0, zeros)).fill("0"), ...groups(tail ?? "")];
  return all.slice(0, NETWORK_GROUPS).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
