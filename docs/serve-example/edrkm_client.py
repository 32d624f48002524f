#!/usr/bin/env python3
"""A sensor in eighty lines, against `edrkm serve` (docs/serve.md). Standard library only.

    ./edrkm serve --listen 127.0.0.1:9000 &
    python3 docs/serve-example/edrkm_client.py 127.0.0.1:9000

It opens the device, starts an event stream, keeps a receive pending, makes a file
appear on the emulated machine, receives the event, stops the stream and prints it all.
"""
import json
import socket
import struct
import sys

HELLO, OPEN, CONTROL, CANCEL, CLOSE, STIMULATE = 1, 2, 3, 4, 5, 6
WELCOME, OPENED, COMPLETION, CANCELLED, CLOSED, STIMULATED, ERROR = 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0xFF
START_EVENT_STREAM, STOP_EVENT_STREAM = 0x80002208, 0x8000220C


class Device:
    """A connection to the server. Frames that nobody waits for yet are kept by their id."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=10)
        self.last_id = 0
        self.waiting = {}
        welcome = self.wait(self.send(HELLO, struct.pack("<4sI", b"EDRK", 1)), WELCOME)
        length = struct.unpack_from("<I", welcome, 20)[0]
        self.name = welcome[24:24 + length].decode()

    def send(self, kind, payload=b""):
        self.last_id += 1
        self.socket.sendall(struct.pack("<IHHI", len(payload), kind, 0, self.last_id) + payload)
        return self.last_id

    def exactly(self, length):
        data = b""
        while len(data) < length:
            more = self.socket.recv(length - len(data))
            if not more:
                raise EOFError("the server closed the connection")
            data += more
        return data

    def wait(self, request, kind):
        """The answer to a request; answers may come in any order."""
        while request not in self.waiting:
            length, got, _, answered = struct.unpack("<IHHI", self.exactly(12))
            self.waiting[answered] = (got, self.exactly(length))
        got, payload = self.waiting.pop(request)
        if got == ERROR:
            raise RuntimeError("error %d: %s" % (struct.unpack_from("<I", payload)[0], payload[8:].decode()))
        assert got == kind, "frame of type 0x%X in place of 0x%X" % (got, kind)
        return payload

    def open(self):
        error, status, _, handle = struct.unpack("<IIII", self.wait(self.send(OPEN), OPENED))
        assert error == 0, "open failed: Win32 error %d, NTSTATUS 0x%08X" % (error, status)
        return handle

    def control(self, handle, code, data, output):
        """Sends a control request and returns its id; it may stay pending."""
        return self.send(CONTROL, struct.pack("<III", handle, code, output) + data)

    def complete(self, request):
        payload = self.wait(request, COMPLETION)
        error, status, _, _ = struct.unpack_from("<IIII", payload)
        assert error == 0, "control failed: Win32 error %d, NTSTATUS 0x%08X" % (error, status)
        return payload[16:]

    def stimulate(self, **step):
        status, _, made = struct.unpack("<IIQ", self.wait(self.send(STIMULATE, json.dumps(step).encode()), STIMULATED))
        return status, made


def event(batch):
    """The first event of an EventBatch (docs/protocol.md, section 4)."""
    kind, = struct.unpack_from("<H", batch, 32 + 4)
    sequence, = struct.unpack_from("<Q", batch, 32 + 8)
    process, = struct.unpack_from("<I", batch, 32 + 24)
    length, = struct.unpack_from("<H", batch, 32 + 48)
    return {"type": kind, "sequence": sequence, "process": process,
            "name": batch[32 + 56:32 + 56 + length].decode("utf-16-le", "surrogatepass")}


def main():
    host, port = sys.argv[1].rsplit(":", 1)
    device = Device(host, int(port))
    print("connected to", device.name)
    handle = device.open()
    # StartStreamRequest: abi_version 1, flags 0, token zero (open), event_mask 1 (file create), queue_bytes 0
    opened = device.complete(device.control(handle, START_EVENT_STREAM, struct.pack("<II16xII", 1, 0, 1, 0), 32))
    token = opened[8:24]
    # The same request with a token receives; nothing has happened yet, so it stays pending.
    receive = device.control(handle, START_EVENT_STREAM, struct.pack("<II16sII", 1, 0, token, 0, 0), 65536)
    device.stimulate(do="createFile", path="\\Windows\\System32\\new.exe")
    print("event", json.dumps(event(device.complete(receive))))
    stopped = device.complete(device.control(handle, STOP_EVENT_STREAM, struct.pack("<II16s", 1, 0, token), 24))
    print("delivered %d, dropped %d" % struct.unpack_from("<QQ", stopped, 8))
    device.wait(device.send(CLOSE, struct.pack("<I", handle)), CLOSED)


if __name__ == "__main__":
    main()
