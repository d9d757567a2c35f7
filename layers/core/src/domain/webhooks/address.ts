import ipaddr from "ipaddr.js";

/** The global unicast addresses that are assigned so far: https://www.iana.org/assignments/ipv6-address-space/ */
const ASSIGNED_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address is one of the public internet. Not: private, loopback, link-local (so neither the metadata of a
 * machine), shared (CGNAT), multicast, reserved, and IPv6 that has an IPv4 address inside (mapped, NAT64, 6to4, Teredo),
 * which would reach that address by another name.
 */
export const isPublicAddress = (address: string): boolean => {
  // A zone (fe80::1%eth0) belongs to an address of the link only.
  if (!ipaddr.isValid(address) || address.includes("%")) return false;
  const parsed = ipaddr.parse(address);
  // ipaddr.js calls "unicast" what is in none of the special ranges.
  if (parsed.range() !== "unicast") return false;
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(ASSIGNED_IPV6);
};

/** The IP address that a URL has for its host. Undefined for a name. WHATWG URLs write all forms of IPv4 as four numbers. */
export const addressIn = ({ hostname }: URL): string | undefined => {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  return ipaddr.isValid(bare) ? bare : undefined;
};
