/**
 * The device port on Windows, over JNA direct mapping with raw memory; nothing else in the client
 * uses JNA. Every call of the system goes through one small interface, so each path is tested
 * without Windows.
 *
 * <p>Rules of Windows that shape it (Microsoft: "I/O Completion Ports", "DeviceIoControl function",
 * "CancelIoEx function"):
 *
 * <ul>
 *   <li>An overlapped request that fails at once posts no packet and never writes its OVERLAPPED;
 *       success and warnings post one even when they come at once; so do all that pended.
 *   <li>The status of a request is read from its OVERLAPPED once its packet was dequeued, never
 *       from the return of the call.
 *   <li>OVERLAPPED and buffers belong to the system until then, also after CancelIoEx and
 *       CloseHandle. {@code InFlight} keeps them reachable for as long.
 *   <li>GetLastError is captured by JNA within the native call; nothing runs in between.
 *   <li>A native handle is closed only when no thread is inside a call with it, as the system would
 *       give its value to somebody else.
 * </ul>
 */
package dev.auroraedr.km.client.win32;
