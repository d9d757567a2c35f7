"""The protocol, written once for both clients."""
