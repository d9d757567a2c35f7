import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./address.ts";
import { urlFault } from "./url.ts";

describe("an address of the public internet", () => {
  test.each([
    "8.8.8.8",
    "203.0.114.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80b::200e",
  ])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("no address of the public internet", () => {
  test.each([
    ["private", "10.0.0.1"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["private", "192.168.1.1"],
    ["loopback", "127.0.0.1"],
    ["the API of Lambda's runtime", "127.0.0.1"],
    ["loopback", "127.255.255.254"],
    ["unspecified", "0.0.0.0"],
    ["this network", "0.1.2.3"],
    ["metadata", "169.254.169.254"],
    ["credentials of containers", "169.254.170.2"],
    ["shared (CGNAT)", "100.64.0.1"],
    ["shared (CGNAT)", "100.127.255.255"],
    ["documentation", "192.0.2.1"],
    ["documentation", "198.51.100.1"],
    ["benchmarking", "198.18.0.1"],
    ["IETF protocols", "192.0.0.8"],
    ["multicast", "224.0.0.1"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["loopback", "::1"],
    ["unspecified", "::"],
    ["mapped", "::ffff:10.0.0.1"],
    ["mapped, of a public address", "::ffff:8.8.8.8"],
    ["mapped, in hex", "::ffff:7f00:1"],
    ["IPv4-compatible", "::127.0.0.1"],
    ["translated", "::ffff:0:127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["local NAT64", "64:ff9b:1::7f00:1"],
    ["6to4", "2002:7f00:1::1"],
    ["Teredo", "2001:0:7f00:1::1"],
    ["link-local", "fe80::1"],
    ["link-local with a zone", "fe80::1%eth0"],
    ["site-local", "fec0::1"],
    ["unique local", "fd00:ec2::254"],
    ["multicast", "ff02::1"],
    ["documentation", "2001:db8::1"],
    ["discard", "100::1"],
    ["not assigned", "4000::1"],
    ["no address", "example.com"],
    ["no address", ""],
  ])("%s: %s", (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("the URL of an endpoint", () => {
  const fault = (url: string, allowLocal = false) => urlFault(url, { allowLocal });

  test.each([
    "https://hooks.example.com/malote?team=a",
    "https://hooks.example.com:8443/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
  ])("may be %s", (url) => {
    expect(fault(url)).toBeUndefined();
  });

  test.each([
    ["hooks.example.com", "must be a URL"],
    ["http://hooks.example.com/", "https://"],
    ["file:///etc/passwd", "https://"],
    ["https://user:secret@hooks.example.com/", "no user"],
    ["https://hooks.example.com/#a", "fragment"],
    ["https://127.0.0.1/", "private or reserved"],
    ["https://2130706433/", "private or reserved"],
    ["https://0x7f.1/", "private or reserved"],
    ["https://0177.0.0.1/", "private or reserved"],
    ["https://[::1]/", "private or reserved"],
    ["https://[::ffff:169.254.169.254]/", "private or reserved"],
    ["https://169.254.169.254/latest/meta-data/", "private or reserved"],
  ])("may not be %s", (url, reason) => {
    expect(fault(url)).toContain(reason);
  });

  test("may lead to this machine, by plain HTTP, on a local stack only", () => {
    expect(fault("http://127.0.0.1:8080/", true)).toBeUndefined();
    expect(fault("ftp://127.0.0.1/", true)).toContain("https://");
  });
});
